'use client'

import { Button } from '@mantine/core'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import classes from './card.module.css'
import { NewPasswordInput } from './new-password-input'
import { useEnter } from './use-enter'

interface Props {
  email: string
  reset: (password: string) => Promise<ActionResult<string>>
}

/** A new password for the person with the mail. */
export function ResetForm({ email, reset }: Props) {
  const [password, setPassword] = useState('')
  const { isBusy, problem, enter } = useEnter()
  const isAtField = problem?.field === 'password'
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void enter(() => reset(password))
      }}
    >
      {problem && !isAtField && <Notice title="Nothing was changed">{problem.message}</Notice>}
      {/* So that a password manager knows whose it is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordInput value={password} onChange={setPassword} error={isAtField ? problem.message : null} />
      <Button type="submit" size="md" loading={isBusy}>
        Set the password and sign in
      </Button>
    </form>
  )
}
