'use client'

import { Anchor, Button, TextInput } from '@mantine/core'
import Link from 'next/link'
import { useState, useTransition } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import classes from './card.module.css'

/** Requests a link to choose a new password; the answer is the same for unknown addresses. */
export function ForgotForm({ request }: { request: (email: string) => Promise<ActionResult<null>> }) {
  const [email, setEmail] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [isSent, setSent] = useState(false)
  const [isBusy, start] = useTransition()
  if (isSent) {
    return (
      <p role="status">
        If <strong>{email}</strong> has an account here, Lubdub mails a link. It is valid for 30 minutes.
      </p>
    )
  }
  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        start(async () => {
          const result = await request(email).catch(() => null)
          if (result && !result.error) setSent(true)
          else setProblem(result?.error?.message ?? 'Lubdub did not answer. Try again in a moment.')
        })
      }}
    >
      <TextInput
        label="Mail address"
        description="Lubdub mails a link to choose another password."
        type="email"
        name="email"
        autoComplete="username"
        placeholder="ada@example.com"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={problem}
      />
      <Button type="submit" size="md" loading={isBusy}>
        Mail me a link
      </Button>
      <Anchor component={Link} href="/sign-in" size="sm">
        Back to sign-in
      </Anchor>
    </form>
  )
}
