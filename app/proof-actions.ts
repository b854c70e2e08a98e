'use server'

import type { ActionResult } from '@/components/forms/action-result'
import type { PasskeyAsk, ProofInput, ProofKinds } from '@/lib/contract/factors'
import { askPasskey } from '@/lib/services/auth/factors/ask-passkey'
import { proofKindsOf } from '@/lib/services/auth/factors/proof-kinds-of'
import { proveAgain } from '@/lib/services/auth/prove-again'
import { sendProofCode } from '@/lib/services/auth/send-proof-code'
import { runAsPerson } from './sign-in/run-as-person'

export async function proofKindsAction(): Promise<ActionResult<ProofKinds>> {
  return runAsPerson((own) => proofKindsOf(own, own.person.id))
}

export async function askProofPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runAsPerson((own) => askPasskey(own, { purpose: 'sudo', userId: own.person.id, now: own.now }))
}

/** Answers the handle under which the mailed code is given back. */
export async function sendProofCodeAction(): Promise<ActionResult<string>> {
  return runAsPerson((own, later) => sendProofCode(own, { later }))
}

export async function proveAction(proof: ProofInput): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await proveAgain(own, proof)
    return null
  })
}
