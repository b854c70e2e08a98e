'use client'

import { PasswordInput } from '@mantine/core'

interface Props {
  value: string
  onChange: (value: string) => void
  error: string | null
}

/** The field for a new password, with its requirements. */
export function NewPasswordInput({ value, onChange, error }: Props) {
  return (
    <PasswordInput
      label="New password"
      description="At least 12 characters. A few unrelated words are strong and easy to remember."
      name="new-password"
      autoComplete="new-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
    />
  )
}
