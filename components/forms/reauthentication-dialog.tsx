'use client'

import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ReauthenticationForm } from '@/components/factors/reauthentication-form'
import { Notice } from '@/components/ui/notice'
import type { FactorInput, FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import type { ActionResult } from './action-result'
import { answerReauthentications } from './with-reauthentication'

export interface ReauthenticationActions {
  kinds: () => Promise<ActionResult<FactorKinds>>
  ask: () => Promise<ActionResult<PasskeyAsk>>
  sendCode: () => Promise<ActionResult<string>>
  prove: (proof: FactorInput) => Promise<ActionResult<null>>
}

interface Asked {
  /** Null: they could not be read. */
  kinds: FactorKinds | null
  settle: (isProved: boolean) => void
}

/** Asks for reauthentication when an action needs a recent one; once per page, beside its content. */
export function ReauthenticationDialog({ actions }: { actions: ReauthenticationActions }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const { kinds: readKinds } = actions
  useEffect(
    () =>
      answerReauthentications(async () => {
        const kinds = (await readKinds().catch(() => null))?.ok ?? null
        return new Promise((settle) => setAsked({ kinds, settle }))
      }),
    [readKinds],
  )
  const close = (isProved: boolean) => {
    asked?.settle(isProved)
    setAsked(null)
  }
  const submit = async (proof: FactorInput) => {
    const result = await actions.prove(proof)
    if (result.error) return result.error
    close(true)
    return null
  }
  return (
    <Modal
      opened={asked !== null}
      onClose={() => close(false)}
      title="Confirm your identity"
      zIndex={400}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {asked && (
        <div style={{ display: 'grid', gap: 16 }}>
          <p className="dim" style={{ margin: 0 }}>
            This is a sensitive action, and your last confirmation is more than 15 minutes old.
          </p>
          {asked.kinds ? (
            <ReauthenticationForm
              kinds={asked.kinds}
              ask={actions.ask}
              sendCode={actions.sendCode}
              submit={submit}
              label="Continue"
            />
          ) : (
            <Notice title="Lubdub did not answer">Close this and try again.</Notice>
          )}
        </div>
      )}
    </Modal>
  )
}
