'use client'

import { Button, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState, useTransition } from 'react'
import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { NewPasswordInput } from '@/components/sign-in/new-password-input'
import { Time } from '@/components/time/time'
import classes from './settings.module.css'

interface Props {
  email: string
  hasPassword: boolean
  changedAt: string | null
  save: (typed: { current: string; password: string }) => Promise<ActionResult<null>>
}

/** Sets or changes a person's own password; the other sessions end. */
export function PasswordForm({ email, hasPassword, changedAt, save }: Props) {
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<ActionError | null>(null)
  const [isBusy, start] = useTransition()
  const isAtCurrent = problem?.field === 'current'
  return (
    <>
      <p className={classes.line}>
        {hasPassword ? 'You have a password' : 'You have no password; set one to sign in without mail'}
        {hasPassword && changedAt && (
          <>
            , set <Time at={changedAt} />
          </>
        )}
        .
      </p>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          start(async () => {
            const result = await withReauthentication(() => save({ current, password })).catch(() => null)
            if (!result || result.error) {
              setProblem(result?.error ?? { message: 'Lubdub did not answer. Try again in a moment.', field: null })
              return
            }
            setProblem(null)
            setCurrent('')
            setPassword('')
            notifications.show({ color: 'gray', message: 'Your password is set. Your other sessions have ended.' })
          })
        }}
      >
        <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
        {hasPassword && (
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={isAtCurrent ? problem.message : null}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
          />
        )}
        <NewPasswordInput
          value={password}
          onChange={setPassword}
          error={problem && !isAtCurrent ? problem.message : null}
        />
        <div>
          <Button type="submit" variant="default" loading={isBusy} disabled={password === ''}>
            {hasPassword ? 'Change the password' : 'Set the password'}
          </Button>
        </div>
      </form>
    </>
  )
}
