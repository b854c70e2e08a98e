'use client'

import { Button, Select, Switch, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { ZoneInput } from '@/components/forms/zone-input'
import type { UpdateWorkspaceInput, WorkspaceView } from '@/lib/contract/workspaces'
import classes from './settings-form.module.css'

const LOCALES = ['en', 'en-GB', 'en-US', 'de', 'de-AT', 'de-CH', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt-BR', 'sv']
const EXAMPLE = Date.UTC(2026, 10, 24, 2, 10)

interface Props {
  workspace: WorkspaceView
  channels: readonly { id: string; name: string; kind: string }[]
  save: (patch: UpdateWorkspaceInput) => Promise<ActionResult<null>>
}

/** Settings for the whole workspace. */
export function GeneralForm({ workspace, channels, save }: Props) {
  const { name, timezone, locale, defaultChannelId, requireSecondFactor } = workspace
  const form = useForm({ initialValues: { name, timezone, locale, defaultChannelId, requireSecondFactor } })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit((values) =>
    start(async () => {
      const result = await withReauthentication(() => save(values)).catch(() => null)
      if (result && !result.error) {
        form.resetDirty(values)
        notifications.show({ color: 'gray', message: 'Saved.' })
        return
      }
      const error = result?.error ?? { message: 'Lubdub did not answer; nothing was saved. Try again.', field: null }
      form.setFieldError(error.field ?? 'name', error.message)
    }),
  )
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput label="Name" {...form.getInputProps('name')} />
      <ZoneInput
        label="Time zone"
        description="For times in alerts and mails. Pages show times in the reader’s zone."
        {...form.getInputProps('timezone')}
      />
      <Select
        label="Locale"
        description={`How dates are written in mails to people: ${exampleIn(form.values.locale, form.values.timezone)}`}
        data={[...new Set([locale, ...LOCALES])].map((value) => ({ value, label: nameOf(value) }))}
        searchable
        allowDeselect={false}
        {...form.getInputProps('locale')}
      />
      <Select
        label="Default channel"
        description="New monitors send alerts to this channel when none is chosen."
        data={channels.map((channel) => ({ value: channel.id, label: `${channel.name} (${channel.kind})` }))}
        placeholder="None"
        clearable
        {...form.getInputProps('defaultChannelId')}
      />
      <Switch
        label="Require a second factor"
        description="Members sign in with a passkey or an authenticator app as well."
        {...form.getInputProps('requireSecondFactor', { type: 'checkbox' })}
      />
      <div>
        <Button type="submit" loading={isSaving}>
          Save
        </Button>
      </div>
    </form>
  )
}

function exampleIn(locale: string, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(EXAMPLE)
  } catch {
    return locale
  }
}

function nameOf(locale: string): string {
  return `${new Intl.DisplayNames('en', { type: 'language' }).of(locale) ?? locale} (${locale})`
}
