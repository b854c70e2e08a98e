'use client'

import { Button, Select, TextInput } from '@mantine/core'
import { Plus } from 'lucide-react'
import { DurationInput } from '@/components/forms/duration-input'
import classes from './monitor-form.module.css'
import { SettingFields } from './setting-fields'
import type { MonitorFormState } from './use-monitor-form'

const SIGNALS = [
  { value: 'start', label: 'start' },
  { value: 'success', label: 'succeed' },
]
const BASES = [
  { value: 'start', label: 'start' },
  { value: 'success', label: 'success' },
]

/** Limits between steps: "`transform` succeeds within 1 h of `extract` starting". */
export function StepLimitsPart({ form }: { form: MonitorFormState }) {
  const add = () =>
    form.insertListItem('stepLimits', {
      step: '',
      signal: 'success',
      withinSeconds: 3600,
      ofStep: null,
      ofSignal: 'start',
    })
  return (
    <fieldset className={classes.part} data-field="stepLimits">
      <legend>Steps, and limits between them</legend>
      <SettingFields form={form} group="steps" />
      {form.values.stepLimits.map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a limit has no identity but its place
        <StepLimitFields key={index} form={form} index={index} />
      ))}
      <div>
        <Button variant="default" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          Add a step limit
        </Button>
      </div>
    </fieldset>
  )
}

function StepLimitFields({ form, index }: { form: MonitorFormState; index: number }) {
  const at = (field: string) => `stepLimits.${index}.${field}`
  const ofStep = form.getInputProps(at('ofStep'))
  return (
    <div className={classes.limit}>
      <div className={classes.trio}>
        <TextInput label="Step" placeholder="transform" data-field={at('step')} {...form.getInputProps(at('step'))} />
        <Select label="Must" data={SIGNALS} allowDeselect={false} {...form.getInputProps(at('signal'))} />
        <div data-field={at('withinSeconds')}>
          <DurationInput label="Within" {...form.getInputProps(at('withinSeconds'))} />
        </div>
        <TextInput
          label="Of step"
          placeholder="the run itself"
          data-field={at('ofStep')}
          {...ofStep}
          value={ofStep.value ?? ''}
        />
        <Select label="Counted from its" data={BASES} allowDeselect={false} {...form.getInputProps(at('ofSignal'))} />
      </div>
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          onClick={() => form.removeListItem('stepLimits', index)}
        >
          Remove this limit
        </Button>
      </div>
    </div>
  )
}
