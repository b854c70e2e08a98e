'use client'

import { Button, SegmentedControl, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import type { CreateChannelInput } from '@/lib/contract/channels'
import classes from './channel-form.module.css'

export interface ChannelFormValues {
  kind: 'webhook' | 'email'
  name: string
  url: string
  to: string[]
}

interface Props<T> {
  initial: ChannelFormValues
  /** An existing channel keeps its kind. */
  hasKind?: boolean
  submitLabel: string
  save: (input: CreateChannelInput) => Promise<ActionResult<T>>
  onSaved: (saved: T) => void
}

/** A channel's name and target. */
export function ChannelForm<T>({ initial, hasKind = false, submitLabel, save, onSaved }: Props<T>) {
  const form = useForm<ChannelFormValues>({ initialValues: initial })
  const [isSaving, start] = useTransition()
  const submit = form.onSubmit((values) =>
    start(async () => {
      const result = await withReauthentication(() => save(inputOf(values))).catch(() => null)
      if (result && !result.error) return onSaved(result.ok as T)
      const error = result?.error ?? { message: 'Lubdub did not answer; nothing was saved. Try again.', field: null }
      form.setFieldError(fieldOf(error.field), error.message)
    }),
  )
  const { kind } = form.values
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {!hasKind && (
        <SegmentedControl
          aria-label="Kind of channel"
          data={[
            { value: 'webhook', label: 'Webhook' },
            { value: 'email', label: 'E-mail' },
          ]}
          {...form.getInputProps('kind')}
        />
      )}
      <TextInput
        label="Name"
        placeholder={kind === 'webhook' ? 'on-call hook' : 'team'}
        {...form.getInputProps('name')}
      />
      {kind === 'webhook' ? (
        <TextInput
          label="URL"
          description="Gets each alert as JSON by POST, signed as in Standard Webhooks. Viewers see it masked."
          placeholder="https://example.com/hooks/lubdub"
          type="url"
          {...form.getInputProps('url')}
        />
      ) : (
        <TagsInput
          label="To"
          description="Up to 20 addresses; Enter after each."
          placeholder="ada@example.com"
          maxTags={20}
          splitChars={[',', ' ', ';']}
          acceptValueOnBlur
          {...form.getInputProps('to')}
        />
      )}
      <div>
        <Button type="submit" loading={isSaving}>
          {submitLabel}
        </Button>
      </div>
    </form>
  )
}

function inputOf({ kind, name, url, to }: ChannelFormValues): CreateChannelInput {
  return kind === 'webhook' ? { kind, name, config: { url } } : { kind, name, config: { to } }
}

function fieldOf(path: string | null): string {
  if (path?.startsWith('config.url')) return 'url'
  if (path?.startsWith('config.to')) return 'to'
  return 'name'
}
