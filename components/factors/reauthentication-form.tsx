'use client'

import { Button } from '@mantine/core'
import { Fingerprint } from 'lucide-react'
import { useState } from 'react'
import type { ActionError, ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import type { FactorInput, FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import { FactorField, type TypedKind } from './factor-field'
import classes from './reauthentication-form.module.css'
import { provePasskey } from './run-passkey'

interface Props {
  kinds: FactorKinds
  ask: () => Promise<ActionResult<PasskeyAsk>>
  /** Null: reauthenticated. */
  submit: (proof: FactorInput) => Promise<ActionError | null>
  /** Mails a code; returns its handle. */
  sendCode?: () => Promise<ActionResult<string>>
  label: string
}

const AWAY: ActionError = { message: 'Lubdub did not answer. Try again.', field: null }

const OTHERWISE: Record<TypedKind, string> = {
  totp: 'Use a code of your app',
  password: 'Use your password',
  recovery_code: 'Use a recovery code',
  email_code: 'Use a code by mail',
  link: 'Use a one-time link',
}

/** Reauthenticates a person in any available way: with a passkey by a click, otherwise with a typed value. */
export function ReauthenticationForm({ kinds, ask, submit, sendCode, label }: Props) {
  const typed = typedKinds(kinds)
  const [kind, setKind] = useState<TypedKind | null>(typed[0] ?? null)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<ActionError | null>(null)
  const attempt = async (work: () => Promise<ActionError | null>) => {
    setBusy(true)
    setError(null)
    const problem = await work().catch(() => AWAY)
    // After a success the action continues, and this form is closed.
    if (problem === null) return
    setError(problem)
    setBusy(false)
  }
  const byPasskey = () =>
    attempt(async () => {
      const asked = await ask()
      if (asked.error) return asked.error
      const { response, problem } = await provePasskey(asked.ok)
      if (!response) return { message: problem, field: null }
      return submit({ kind: 'passkey', ticket: asked.ok.ticket, response })
    })
  return (
    <div className={classes.form}>
      {error && error.field === null && <Notice title="Not confirmed">{error.message}</Notice>}
      {kinds.passkey && (
        <Button
          variant={kind === null ? 'filled' : 'default'}
          leftSection={<Fingerprint size={16} aria-hidden />}
          onClick={byPasskey}
          disabled={isBusy}
        >
          Use a passkey
        </Button>
      )}
      {kind && (
        <FactorField
          key={kind}
          kind={kind}
          label={label}
          isBusy={isBusy}
          error={error && error.field !== null ? error.message : null}
          sendCode={sendCode}
          submit={(proof) => attempt(() => submit(proof))}
        />
      )}
      <OtherKinds
        kinds={typed.filter((other) => other !== kind)}
        isBusy={isBusy}
        choose={(other) => {
          setError(null)
          setKind(other)
        }}
      />
    </div>
  )
}

interface OtherProps {
  kinds: readonly TypedKind[]
  isBusy: boolean
  choose: (kind: TypedKind) => void
}

function OtherKinds({ kinds, isBusy, choose }: OtherProps) {
  return (
    <div className={classes.others}>
      {kinds.map((kind) => (
        <Button
          key={kind}
          variant="subtle"
          color="gray"
          size="compact-sm"
          disabled={isBusy}
          onClick={() => choose(kind)}
        >
          {OTHERWISE[kind]}
        </Button>
      ))}
    </div>
  )
}

/** The typed ways, in the order in which they are offered. */
function typedKinds(kinds: FactorKinds): TypedKind[] {
  const all: [TypedKind, boolean][] = [
    ['totp', kinds.totp],
    ['password', kinds.password],
    ['email_code', kinds.emailCode],
    ['link', kinds.link],
    ['recovery_code', kinds.recoveryCode],
  ]
  return all.filter(([, has]) => has).map(([kind]) => kind)
}
