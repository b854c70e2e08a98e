'use client'

import type { ActionResult } from '@/components/forms/action-result'
import type { FactorInput, FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import { ReauthenticationForm } from './reauthentication-form'

interface Props {
  kinds: FactorKinds
  ask: () => Promise<ActionResult<PasskeyAsk>>
  /** Returns where to go. */
  prove: (proof: FactorInput) => Promise<ActionResult<string>>
}

/** Finishes a sign-in, and continues with a page load, because another person may be signed in now. */
export function SecondFactorForm({ kinds, ask, prove }: Props) {
  const submit = async (proof: FactorInput) => {
    const result = await prove(proof)
    if (result.error) return result.error
    window.location.assign(result.ok)
    return null
  }
  return <ReauthenticationForm kinds={kinds} ask={ask} submit={submit} label="Sign in" />
}
