'use client'

import { Button, TextInput } from '@mantine/core'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import classes from './settings.module.css'

interface Props {
  email: string
  hasMail: boolean
  save: (email: string) => Promise<ActionResult<null>>
}

/** Another address to sign in with, which has to be confirmed. */
export function EmailForm({ email, hasMail, save }: Props) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  const now = (
    <p className={classes.line}>
      You sign in with <strong>{email}</strong>.
    </p>
  )
  if (!hasMail) {
    return (
      <>
        {now}
        <p className={`dim ${classes.line}`}>Lubdub cannot send mail here, so the address cannot be changed.</p>
      </>
    )
  }
  return (
    <>
      {now}
      {sentTo && (
        <p role="status" className={classes.line}>
          Lubdub mails a link to <strong>{sentTo}</strong>, if no account has that address. Your address changes when
          the link is used, within an hour.
        </p>
      )}
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          start(async () => {
            const result = await withReauthentication(() => save(typed)).catch(() => null)
            const isSaved = result !== null && !result.error
            setSentTo(isSaved ? typed.trim() : null)
            setProblem(isSaved ? null : (result?.error?.message ?? 'Lubdub did not answer. Try again in a moment.'))
            if (isSaved) setTyped('')
          })
        }}
      >
        <TextInput
          label="New address"
          description="Lubdub mails a link there. The old address gets a mail, and can undo the change for 7 days."
          type="email"
          autoComplete="email"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={problem}
        />
        <div>
          <Button type="submit" variant="default" loading={isBusy} disabled={typed.trim() === ''}>
            Change the address
          </Button>
        </div>
      </form>
    </>
  )
}
