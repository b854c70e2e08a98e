'use client'

import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import classes from './card.module.css'
import { ProviderButtons } from './provider-buttons'
import { useEnter } from './use-enter'

interface Props {
  providers: readonly { id: string; name: string }[]
  hasMail: boolean
  /** Where to go afterwards. Null: the start page. */
  next: string | null
  requestMail: (email: string, next: string | null) => Promise<ActionResult<string>>
  signInWithPassword: (typed: { email: string; password: string }, next: string | null) => Promise<ActionResult<string>>
}

/** All sign-in methods of this installation. */
export function SignInMethods({ providers, hasMail, next, requestMail, signInWithPassword }: Props) {
  const [isByMail, setByMail] = useState(hasMail)
  // When most people have only a link, a form for the others would be in the way.
  const [isShown, setShown] = useState(hasMail || providers.length > 0)
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { isBusy, problem, enter } = useEnter()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void enter(() => (isByMail ? requestMail(email, next) : signInWithPassword({ email, password }, next)))
  }
  if (!isShown) {
    return (
      <div>
        <Anchor component="button" type="button" size="sm" onClick={() => setShown(true)}>
          Use a password
        </Anchor>
      </div>
    )
  }
  return (
    <>
      {providers.length > 0 && (
        <>
          <ProviderButtons providers={providers} next={next} />
          <div className={classes.or}>or</div>
        </>
      )}
      {problem && <Notice title="Not signed in">{problem.message}</Notice>}
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label="Mail address"
          type="email"
          name="email"
          autoComplete="username"
          placeholder="ada@example.com"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        {!isByMail && (
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          />
        )}
        <Button type="submit" size="md" loading={isBusy}>
          {isByMail ? 'Mail me a code' : 'Sign in'}
        </Button>
      </form>
      {hasMail && <OtherWay isByMail={isByMail} change={() => setByMail(!isByMail)} />}
    </>
  )
}

function OtherWay({ isByMail, change }: { isByMail: boolean; change: () => void }) {
  return (
    <div className={classes.aside}>
      <Anchor component="button" type="button" size="sm" onClick={change}>
        {isByMail ? 'Use a password instead' : 'Mail me a code instead'}
      </Anchor>
      {!isByMail && (
        <Anchor component={Link} href="/sign-in/forgot" size="sm">
          Forgot your password?
        </Anchor>
      )}
    </div>
  )
}
