'use client'

import type { ActionResult } from '@/components/forms/action-result'
import type { PasskeyAsk, ProofInput, ProofKinds } from '@/lib/contract/factors'
import { ProofForm } from './proof-form'

interface Props {
  kinds: ProofKinds
  ask: () => Promise<ActionResult<PasskeyAsk>>
  /** Answers where to go. */
  prove: (proof: ProofInput) => Promise<ActionResult<string>>
}

/** Finishes a sign-in, and goes on by a page load: everything is somebody else's from then on. */
export function SecondFactorForm({ kinds, ask, prove }: Props) {
  const submit = async (proof: ProofInput) => {
    const result = await prove(proof)
    if (result.error) return result.error
    window.location.assign(result.ok)
    return null
  }
  return <ProofForm kinds={kinds} ask={ask} submit={submit} label="Sign in" />
}
