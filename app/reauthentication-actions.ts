'use server'

import type { ActionResult } from '@/components/forms/action-result'
import type { FactorInput, FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import { askPasskey } from '@/lib/services/auth/factors/ask-passkey'
import { factorKindsOf } from '@/lib/services/auth/factors/factor-kinds-of'
import { proveAgain } from '@/lib/services/auth/factors/prove-again'
import { sendReauthenticationCode } from '@/lib/services/auth/factors/send-reauthentication-code'
import { runAsPerson } from './sign-in/run-as-person'

export async function factorKindsAction(): Promise<ActionResult<FactorKinds>> {
  return runAsPerson((own) => factorKindsOf(own, own.person.id))
}

export async function askReauthenticationPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runAsPerson((own) => askPasskey(own, { purpose: 'sudo', userId: own.person.id, now: own.now }))
}

/** Returns the handle that belongs to the mailed code. */
export async function sendReauthenticationCodeAction(): Promise<ActionResult<string>> {
  return runAsPerson((own, afterResponse) => sendReauthenticationCode(own, { afterResponse }))
}

export async function proveAction(proof: FactorInput): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await proveAgain(own, proof)
    return null
  })
}
