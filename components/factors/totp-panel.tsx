'use client'

import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState, useTransition } from 'react'
import { encode } from 'uqr'
import { useAction } from '@/components/forms/use-action'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { Time } from '@/components/time/time'
import { CodeLine } from '@/components/ui/code'
import { Panel } from '@/components/ui/panel'
import { StatusMark } from '@/components/ui/status-mark'
import type { FactorsView, TotpSetup } from '@/lib/contract/factors'
import type { FactorActions } from './factor-actions'
import classes from './factors.module.css'

interface Props {
  totp: FactorsView['totp']
  actions: Pick<FactorActions, 'startTotp' | 'confirmTotp' | 'removeTotp'>
  onAdded: (codes: string[] | null) => void
}

/** The authenticator app: being set up, set up, or neither. */
export function TotpPanel({ totp, actions, onAdded }: Props) {
  const [setup, setSetup] = useState<TotpSetup | null>(null)
  const { isBusy, run } = useAction()
  const start = () =>
    run(async () => {
      const result = await actions.startTotp()
      if (result.error) return result
      setSetup(result.ok)
      return { ok: null }
    })
  const done = (codes: string[] | null) => {
    setSetup(null)
    onAdded(codes)
  }
  return (
    <Panel title="Authenticator app" note="a code of six digits, new every half minute">
      <div className={classes.panel}>
        {totp && (
          <div className={classes.state}>
            <StatusMark state="up">
              set up <Time at={totp.confirmedAt} />
            </StatusMark>
            <Button
              size="compact-sm"
              variant="default"
              loading={isBusy}
              onClick={() => run(actions.removeTotp, { done: 'The app was removed.' })}
            >
              Remove the app
            </Button>
          </div>
        )}
        {!totp && !setup && (
          <>
            <p className="dim">Any app for such codes works, on your phone or in a password manager.</p>
            <div>
              <Button variant="default" loading={isBusy} onClick={start}>
                Set up an app
              </Button>
            </div>
          </>
        )}
        {!totp && setup && <TotpSetupForm setup={setup} confirm={actions.confirmTotp} onDone={done} />}
      </div>
    </Panel>
  )
}

interface SetupProps {
  setup: TotpSetup
  confirm: FactorActions['confirmTotp']
  onDone: (codes: string[] | null) => void
}

function TotpSetupForm({ setup, confirm, onDone }: SetupProps) {
  const [code, setCode] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start(async () => {
      const result = await withReauthentication(() => confirm(code)).catch(() => null)
      if (result && !result.error) return onDone(result.ok)
      setError(result?.error?.message ?? 'Lubdub did not answer. Try again.')
    })
  }
  return (
    <div className={classes.setup}>
      <QrCode text={setup.uri} label="QR code of the secret, for the camera of your app" />
      <form className={classes.words} onSubmit={submit}>
        <p>Scan this picture with the app, or type this secret into it:</p>
        <CodeLine text={setup.secret} label="Copy the secret" />
        <div className={classes.row}>
          <TextInput
            label="Code in the app"
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={error}
            inputMode="numeric"
            autoComplete="one-time-code"
            classNames={{ input: 'mono' }}
            required
            withAsterisk={false}
          />
          <Button type="submit" loading={isBusy}>
            Confirm
          </Button>
        </div>
      </form>
    </div>
  )
}

/** A QR code, dark on light in both colour schemes: cameras do not read the inverse. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 3 })
  const path = data.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      className={classes.qr}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
