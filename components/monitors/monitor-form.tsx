'use client'

import { Autocomplete, Button, Textarea, TextInput } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { focusField } from '@/components/forms/focus-field'
import { useLeaveGuard } from '@/components/forms/use-leave-guard'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { LinkButton } from '@/components/ui/link-button'
import { Notice } from '@/components/ui/notice'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import { AccessPart } from './access-part'
import { type ChannelChoice, ChannelsPart } from './channels-part'
import { fieldOf, formFaults, inputOf, type MonitorFormValues, scheduleOf } from './form-values'
import { LimitsPart } from './limits-part'
import classes from './monitor-form.module.css'
import { OutcomePart } from './outcome-part'
import { SchedulePart } from './schedule-part'
import { type PreviewAction, SchedulePreview } from './schedule-preview'
import { StepLimitsPart } from './step-limits-part'
import { useMonitorForm } from './use-monitor-form'

interface Props {
  initial: MonitorFormValues
  /** Saves and answers the monitor's id. */
  save: (input: CreateMonitorInput) => Promise<ActionResult<string>>
  preview: PreviewAction
  channels: readonly ChannelChoice[]
  families: readonly string[]
  submitLabel: string
  cancelHref: string
}

/** Everything that the owner of a monitor decides, with the next expected times beside it. */
export function MonitorForm({ initial, save, preview, channels, families, submitLabel, cancelHref }: Props) {
  const form = useMonitorForm(initial)
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const [isSaving, startSaving] = useTransition()
  const saved = useLeaveGuard(form.isDirty())
  const submit = form.onSubmit((values) => {
    const faults = formFaults(values)
    const [first] = Object.keys(faults)
    if (first) {
      form.setErrors(faults)
      setProblem(faults[first] ?? null)
      return focusField(first)
    }
    startSaving(async () => {
      const result = await withReauthentication(() => save(inputOf(values))).catch(() => null)
      if (result?.ok) {
        saved()
        return router.push(`/monitors/${result.ok}`)
      }
      const error = result?.error ?? { message: 'Lubdub did not answer; nothing was saved. Try again.', field: null }
      const field = error.field && fieldOf(error.field, values.scheduleType)
      setProblem(error.message)
      if (field) {
        form.setFieldError(field, error.message)
        focusField(field)
      }
    })
  })
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <fieldset className={classes.part}>
        <legend className="sr">What it is</legend>
        <TextInput
          label="Name"
          description="What the job is called, such as nightly-etl."
          data-field="name"
          styles={{ input: { fontFamily: 'var(--font-geist-mono)' } }}
          {...form.getInputProps('name')}
        />
        <Autocomplete
          label="Family"
          description="Groups monitors that belong together, such as a pipeline or a team. May stay empty."
          data={[...families]}
          {...form.getInputProps('family')}
        />
      </fieldset>
      <SchedulePart form={form} />
      <SchedulePreview schedule={scheduleOf(form.values)} preview={preview} />
      <LimitsPart form={form} />
      <StepLimitsPart form={form} />
      <OutcomePart form={form} />
      <AccessPart form={form} />
      <ChannelsPart form={form} channels={channels} />
      <Textarea
        label="Runbook"
        description="What to do when it is down: a link or a text. It stands in every alert."
        autosize
        minRows={2}
        data-field="runbook"
        {...form.getInputProps('runbook')}
      />
      {problem && <Notice title="Not saved">{problem}</Notice>}
      <div className={classes.end}>
        <Button type="submit" loading={isSaving}>
          {submitLabel}
        </Button>
        <LinkButton href={cancelHref} variant="default">
          Cancel
        </LinkButton>
      </div>
    </form>
  )
}
