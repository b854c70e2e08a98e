'use client'

import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState, useTransition } from 'react'
import { withReauthentication } from '@/components/forms/with-reauthentication'
import { Panel } from '@/components/ui/panel'
import type { PasskeyView } from '@/lib/contract/factors'
import type { FactorActions } from './factor-actions'
import classes from './factors.module.css'
import { PasskeyRow } from './passkey-row'
import { makePasskey } from './run-passkey'

interface Props {
  passkeys: readonly PasskeyView[]
  actions: Pick<FactorActions, 'startPasskey' | 'addPasskey' | 'renamePasskey' | 'removePasskey'>
  onAdded: (codes: string[] | null) => void
}

/** Passkeys: second factors, and also complete sign-ins. */
export function PasskeysPanel({ passkeys, actions, onAdded }: Props) {
  return (
    <Panel title="Passkeys" note="a fingerprint, a face, a PIN or a security key">
      <div className={classes.panel}>
        <p className="dim">
          A passkey is a second factor, and signs you in without anything else. No other site can use it.
        </p>
        {passkeys.length > 0 && (
          <ul className={classes.keys}>
            {passkeys.map((passkey) => (
              <PasskeyRow
                key={passkey.id}
                passkey={passkey}
                rename={actions.renamePasskey}
                remove={actions.removePasskey}
              />
            ))}
          </ul>
        )}
        <AddPasskey actions={actions} onAdded={onAdded} />
      </div>
    </Panel>
  )
}

function AddPasskey({ actions, onAdded }: Pick<Props, 'actions' | 'onAdded'>) {
  const [name, setName] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, start] = useTransition()
  const add = async () => {
    const asked = await withReauthentication(actions.startPasskey)
    if (asked.error) return asked.error.message
    const { response, problem } = await makePasskey(asked.ok)
    if (!response) return problem
    const result = await withReauthentication(() => actions.addPasskey({ ticket: asked.ok.ticket, name, response }))
    if (result.error) return result.error.message
    setName('')
    onAdded(result.ok)
    return null
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    start(async () => setError(await add().catch(() => 'Lubdub did not answer. Try again.')))
  }
  return (
    <form className={classes.row} onSubmit={submit}>
      <TextInput
        label="Name of the new passkey"
        placeholder="the device with the passkey"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={error}
        maxLength={60}
        required
        withAsterisk={false}
      />
      <Button type="submit" variant="default" loading={isBusy}>
        Add a passkey
      </Button>
    </form>
  )
}
