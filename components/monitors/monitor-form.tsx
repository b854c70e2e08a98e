'use client'

import { Button } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { useLeaveGuard } from '@/components/forms/use-leave-guard'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { LinkButton } from '@/components/ui/link-button'
import { Notice } from '@/components/ui/notice'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import { type ChannelChoice, ChannelsPart } from './channels-part'
import { fieldOf, formFaults } from './form-faults'
import { inputOf, type MonitorFormValues, scheduleOf } from './form-values'
import classes from './monitor-form.module.css'
import { SchedulePart } from './schedule-part'
import { type PreviewAction, SchedulePreview } from './schedule-preview'
import type { Suggestions } from './setting-control'
import { SettingFields, SettingGroup } from './setting-fields'
import { StepLimitsPart } from './step-limits-part'
import { useMonitorForm } from './use-monitor-form'

interface Props {
  initial: MonitorFormValues
  /** Saves and answers the monitor's id. */
  save: (input: CreateMonitorInput) => Promise<ActionResult<string>>
  preview: PreviewAction
  channels: readonly ChannelChoice[]
  suggestions: Suggestions
  submitLabel: string
  cancelHref: string
}

/** Everything that the owner of a monitor decides, with the next expected times beside it. */
export function MonitorForm({ initial, save, preview, channels, suggestions, submitLabel, cancelHref }: Props) {
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
  const settings = { form, suggestions }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <SettingGroup {...settings} group="what" legend="What it is" isQuiet />
      <SchedulePart form={form} />
      <SchedulePreview schedule={scheduleOf(form.values)} preview={preview} />
      <SettingGroup {...settings} group="limits" legend="Limits of a run" />
      <StepLimitsPart form={form} />
      <SettingGroup {...settings} group="outcome" legend="What counts" />
      <SettingGroup {...settings} group="access" legend="Who may send beats" />
      <ChannelsPart form={form} channels={channels} />
      <SettingFields {...settings} group="alerts" />
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

/** Scrolls to a field with an error, once it is marked. */
function focusField(field: string): void {
  requestAnimationFrame(() => {
    const marked = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`)
    const target = marked?.matches('input, textarea')
      ? marked
      : (marked?.querySelector<HTMLElement>('input, textarea') ?? marked)
    target?.scrollIntoView({ block: 'center' })
    target?.focus({ preventScroll: true })
  })
}
