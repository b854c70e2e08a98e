'use client'

import { Button, Select, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { ZoneInput } from '@/components/forms/zone-input'
import { formatInstant } from '@/components/time/format-instant'
import { LOCALES, type ProfileInput } from '@/lib/contract/sign-in'
import classes from './settings.module.css'

interface Props {
  initial: ProfileInput
  save: (input: ProfileInput) => Promise<ActionResult<null>>
}

const AS_BROWSER = 'Browser’s zone'
const SAMPLE = Date.parse('2025-11-14T12:00:00Z')
const LOCALE_OPTIONS = LOCALES.map((value) => {
  const language = new Intl.DisplayNames('en', { type: 'language' }).of(value)
  const sample = formatInstant(SAMPLE, { now: 0, zone: 'UTC', locale: value })
  return { value, label: `${language} · ${sample}` }
})

/** A person's name, and how times are shown to them. */
export function ProfileForm({ initial, save }: Props) {
  const form = useForm<ProfileInput>({ initialValues: initial })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit((values) =>
    start(async () => {
      const result = await save(values).catch(() => null)
      if (result && !result.error) {
        notifications.show({ color: 'gray', message: 'Saved.' })
        return
      }
      const error = result?.error ?? { message: 'Lubdub did not answer; nothing was saved. Try again.', field: null }
      form.setFieldError(error.field ?? 'name', error.message)
    }),
  )
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput label="Name" autoComplete="name" {...form.getInputProps('name')} />
      <ZoneInput
        label="Time zone"
        description="The zone in which times are shown to you."
        placeholder={AS_BROWSER}
        clearable
        clearButtonProps={{ 'aria-label': AS_BROWSER }}
        {...form.getInputProps('timezone')}
        value={form.values.timezone ?? ''}
        onChange={(zone) => form.setFieldValue('timezone', zone || null)}
      />
      <Select
        label="Dates"
        description="How days and months are written."
        placeholder="14 Nov 2026"
        data={LOCALE_OPTIONS}
        clearable
        clearButtonProps={{ 'aria-label': 'Use the default format' }}
        {...form.getInputProps('locale')}
      />
      <div>
        <Button type="submit" loading={isSaving}>
          Save
        </Button>
      </div>
    </form>
  )
}
