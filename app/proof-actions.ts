'use server'

import { after } from 'next/server'
import type { ActionResult } from '@/components/forms/action-result'
import type { PasskeyAsk, ProofInput, ProofKinds } from '@/lib/contract/factors'
import { askPasskey } from '@/lib/services/auth/factors/ask-passkey'
import { proofKindsOf } from '@/lib/services/auth/factors/proof-kinds-of'
import { proveAgain } from '@/lib/services/auth/prove-again'
import { sendProofCode } from '@/lib/services/auth/send-proof-code'
import { runPersonAction } from './run-person-action'

export async function proofKindsAction(): Promise<ActionResult<ProofKinds>> {
  return runPersonAction((own) => proofKindsOf(own, own.person.id))
}

export async function askProofPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runPersonAction((own) => askPasskey(own, { purpose: 'sudo', userId: own.person.id, now: own.now }))
}

/** Answers the handle under which the mailed code is given back. */
export async function sendProofCodeAction(): Promise<ActionResult<string>> {
  return runPersonAction((own) => sendProofCode(own, { later: (work) => after(work) }))
}

export async function proveAction(proof: ProofInput): Promise<ActionResult<null>> {
  return runPersonAction(async (own) => {
    await proveAgain(own, proof)
    return null
  })
}
