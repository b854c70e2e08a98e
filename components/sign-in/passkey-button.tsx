'use client'

import { Button } from '@mantine/core'
import { Fingerprint } from 'lucide-react'
import { provePasskey } from '@/components/factors/run-passkey'
import type { ActionResult } from '@/components/forms/action-result'
import { Notice } from '@/components/ui/notice'
import type { PasskeyAsk, PasskeyResponse } from '@/lib/contract/factors'
import { useEnter } from './use-enter'

interface Props {
  ask: () => Promise<ActionResult<PasskeyAsk>>
  /** Returns where to go. */
  signIn: (answer: { ticket: string; response: PasskeyResponse }) => Promise<ActionResult<string>>
}

/** Signs in with a passkey of this browser or device, without a typed name. */
export function PasskeyButton({ ask, signIn }: Props) {
  const { isBusy, problem, enter } = useEnter()
  const begin = () =>
    enter(async () => {
      const asked = await ask()
      if (asked.error) return asked
      const { response, problem: stopped } = await provePasskey(asked.ok)
      if (!response) return { error: { message: stopped, field: null } }
      return signIn({ ticket: asked.ok.ticket, response })
    })
  return (
    <>
      {problem && <Notice title="Not signed in">{problem.message}</Notice>}
      <Button
        variant="default"
        leftSection={<Fingerprint size={16} aria-hidden />}
        onClick={begin}
        loading={isBusy}
        size="md"
      >
        Sign in with a passkey
      </Button>
    </>
  )
}
