'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { ActionResult } from '@/components/forms/action-result'
import { assertNever } from '@/lib/base/assert-never'
import type { FactorInput } from '@/lib/contract/factors'
import classes from './reauthentication-form.module.css'

export type TypedKind = Exclude<FactorInput['kind'], 'passkey'>

interface Props {
  kind: TypedKind
  label: string
  isBusy: boolean
  error: string | null
  sendCode?: (() => Promise<ActionResult<string>>) | undefined
  submit: (proof: FactorInput) => void
}

const LABELS: Record<TypedKind, { label: string; description?: string; autoComplete: string; mono?: boolean }> = {
  totp: {
    label: 'Code of your app',
    description: 'Six digits; a new code every half minute.',
    autoComplete: 'one-time-code',
    mono: true,
  },
  recovery_code: {
    label: 'Recovery code',
    description: 'One of your ten saved codes. It works once.',
    autoComplete: 'off',
    mono: true,
  },
  password: { label: 'Password', autoComplete: 'current-password' },
  email_code: { label: 'Code in the mail', autoComplete: 'one-time-code', mono: true },
  link: {
    label: 'One-time link',
    description: 'Run npm run link on the server of Lubdub, and paste the link here.',
    autoComplete: 'off',
    mono: true,
  },
}

/** The one field of a reauthentication that is typed in. */
export function FactorField({ kind, label, isBusy, error, sendCode, submit }: Props) {
  const [value, setValue] = useState('')
  const [handle, setHandle] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const needsMail = kind === 'email_code' && handle === null
  const mail = async () => {
    const result = await sendCode?.().catch(() => null)
    if (result?.ok) return setHandle(result.ok)
    setProblem(result?.error?.message ?? 'Lubdub did not answer. Try again.')
  }
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (needsMail) void mail()
    else submit(proofOf(kind, value, handle ?? ''))
  }
  const { mono, ...words } = LABELS[kind]
  const props = {
    ...words,
    value,
    onChange: (event: { currentTarget: { value: string } }) => setValue(event.currentTarget.value),
    error: error ?? problem,
    required: true,
    withAsterisk: false,
    'data-autofocus': true,
  }
  return (
    <form onSubmit={send} className={classes.field}>
      {needsMail ? (
        <p style={{ margin: 0 }}>
          {problem ?? 'You have neither a password nor a second factor, so Lubdub mails a code to your address.'}
        </p>
      ) : kind === 'password' ? (
        <PasswordInput {...props} />
      ) : (
        <TextInput
          {...props}
          {...(kind === 'totp' ? { inputMode: 'numeric' as const } : {})}
          classNames={mono ? { input: 'mono' } : {}}
        />
      )}
      <Button type="submit" loading={isBusy}>
        {needsMail ? 'Send me a code' : label}
      </Button>
    </form>
  )
}

function proofOf(kind: TypedKind, value: string, handle: string): FactorInput {
  switch (kind) {
    case 'totp':
    case 'recovery_code':
      return { kind, code: value }
    case 'password':
      return { kind, password: value }
    case 'link':
      return { kind, token: value }
    case 'email_code':
      return { kind, handle, code: value }
    default:
      return assertNever(kind)
  }
}
