'use client'

import { Button, SegmentedControl, TagsInput, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import type { KindForm } from '@/lib/services/channels/kind-forms'
import classes from './channel-form.module.css'
import { type ChannelInput, configInput, formFieldOf, initialValues } from './channel-form-values'

interface Props<T> {
  /** The kinds to choose from. An existing channel keeps its kind. */
  kinds: readonly KindForm[]
  /** An existing channel. Left out: a new one. */
  channel?: ChannelInput
  submitLabel: string
  save: (input: ChannelInput) => Promise<ActionResult<T>>
  onSaved: (saved: T) => void
}

/** A channel's name and target. */
export function ChannelForm<T>({ kinds, channel, submitLabel, save, onSaved }: Props<T>) {
  const form = useForm({ initialValues: initialValues(kinds, channel) })
  const [isSaving, start] = useTransition()
  const chosen = kinds.find(({ kind }) => kind === form.values.kind)
  const { kind = '', namePlaceholder, fields = [] } = chosen ?? {}
  const submit = form.onSubmit((values) =>
    start(async () => {
      const result = await withReauthentication(() => save(configInput(values))).catch(() => null)
      if (result && !result.error) return onSaved(result.ok as T)
      const error = result?.error ?? { message: 'Lubdub did not answer; nothing was saved. Try again.', field: null }
      form.setFieldError(formFieldOf(error.field, { kind, fields }), error.message)
    }),
  )
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {kinds.length > 1 && (
        <SegmentedControl
          aria-label="Kind of channel"
          data={kinds.map(({ kind: value, title: label }) => ({ value, label }))}
          {...form.getInputProps('kind')}
        />
      )}
      <TextInput label="Name" placeholder={namePlaceholder} {...form.getInputProps('name')} />
      {fields.map((field) => {
        const { name, label, description, placeholder } = field
        const shared = { label, description, placeholder, ...form.getInputProps(`config.${kind}.${name}`) }
        return field.type === 'texts' ? (
          <TagsInput
            key={`${kind}.${name}`}
            maxTags={field.most}
            splitChars={[...field.separators]}
            acceptValueOnBlur
            {...shared}
          />
        ) : (
          <TextInput key={`${kind}.${name}`} type={field.type} {...shared} />
        )
      })}
      <div>
        <Button type="submit" loading={isSaving}>
          {submitLabel}
        </Button>
      </div>
    </form>
  )
}
