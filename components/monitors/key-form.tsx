'use client'

import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import type { CreateHeartbeatKeyInput } from '@/lib/contract/heartbeat-keys'
import classes from './keys-panel.module.css'

interface Props {
  create: (input: CreateHeartbeatKeyInput) => Promise<ActionResult<null>>
  onDone: () => void
}

const SIGNALS = ['start', 'progress', 'success', 'fail', 'log']

/** Creates a purpose key. */
export function KeyForm({ create, onDone }: Props) {
  const form = useForm({ initialValues: { label: '', signal: 'start', step: '' } })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit(({ label, signal, step }) =>
    start(async () => {
      const input = { label, signal: signal as CreateHeartbeatKeyInput['signal'], step: step.trim() || null }
      const result = await withReauthentication(() => create(input)).catch(() => null)
      if (result && !result.error) return onDone()
      const error = result?.error ?? { message: 'Lubdub did not answer. Try again.', field: null }
      form.setFieldError(error.field ?? 'label', error.message)
    }),
  )
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput label="Label" placeholder="START_KEY" data-autofocus {...form.getInputProps('label')} />
      <Select label="Means" data={SIGNALS} allowDeselect={false} {...form.getInputProps('signal')} />
      <TextInput label="Step" placeholder="none: the run itself" {...form.getInputProps('step')} />
      <div className={classes.end}>
        <Button type="submit" variant="default" loading={isSaving}>
          Add
        </Button>
        <Button variant="subtle" color="gray" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
