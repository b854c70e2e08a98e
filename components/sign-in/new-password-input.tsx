'use client'

import { PasswordInput } from '@mantine/core'

interface Props {
  value: string
  onChange: (value: string) => void
  error: string | null
}

/** A password that is being chosen; what is asked of it stands beside it. */
export function NewPasswordInput({ value, onChange, error }: Props) {
  return (
    <PasswordInput
      label="New password"
      description="At least 12 characters. A few words that have nothing to do with each other are good, and easy to keep."
      name="new-password"
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
    />
  )
}
