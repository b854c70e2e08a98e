'use client'

import { Switch, TagsInput } from '@mantine/core'
import classes from './monitor-form.module.css'
import type { MonitorFormState } from './use-monitor-form'

/** Which calls of its URL count. */
export function AccessPart({ form }: { form: MonitorFormState }) {
  return (
    <fieldset className={classes.part}>
      <legend>Who may send beats</legend>
      <Switch
        label="Only by POST"
        description="GET and HEAD are refused: a chat or mail program that looks at the link sends no beat."
        data-field="postOnly"
        {...form.getInputProps('postOnly', { type: 'checkbox' })}
      />
      <TagsInput
        label="Only from these addresses"
        description="Ranges such as 10.0.0.0/8 or 2001:db8::/32. Elsewhere the URL is answered as if it did not exist. Empty: from anywhere."
        placeholder={form.values.allowedAddresses.length === 0 ? '10.0.0.0/8' : undefined}
        data-field="allowedAddresses"
        splitChars={[',', ' ']}
        acceptValueOnBlur
        maxTags={50}
        {...form.getInputProps('allowedAddresses')}
      />
    </fieldset>
  )
}
