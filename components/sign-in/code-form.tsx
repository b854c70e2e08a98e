'use client'

import { Anchor, Button, TextInput } from '@mantine/core'
import Link from 'next/link'
import { useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import classes from './card.module.css'
import { useEnter } from './use-enter'

/** The form for the code of a mail. */
export function CodeForm({ signIn }: { signIn: (code: string) => Promise<ActionResult<string>> }) {
  const [code, setCode] = useState('')
  const { isBusy, problem, enter } = useEnter()
  return (
    <>
      {problem && <Notice title="Not signed in">{problem.message}</Notice>}
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          void enter(() => signIn(code))
        }}
      >
        <TextInput
          label="Code"
          description="Eight letters and digits. It is valid for ten minutes."
          className={classes.code}
          size="md"
          name="code"
          autoComplete="one-time-code"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          placeholder="ABCD-2345"
          maxLength={20}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={isBusy} disabled={code.trim() === ''}>
          Sign in
        </Button>
      </form>
      <p className="caption">
        No mail? Check the spam folder, or{' '}
        <Anchor component={Link} href="/sign-in" size="xs" underline="always">
          request it again or use another address
        </Anchor>
        .
      </p>
    </>
  )
}
