'use server'

import type { ActionResult } from '@/components/forms/action-result'
import { assertNever } from '@/lib/base/assert-never'
import { AppError } from '@/lib/base/errors'
import { type FactorInput, factorInput, type PasskeyAsk } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import { cookieOf } from '@/lib/http/auth/auth-cookie'
import { giveSession } from '@/lib/http/auth/finish-sign-in'
import { safeNext } from '@/lib/http/auth/safe-next'
import { proveSecondFactor } from '@/lib/services/auth/factors/prove-second-factor'
import { askSecondFactorPasskey } from '@/lib/services/auth/factors/second-factor-options'
import { type PublicCall, runPublic } from '../run-public'

const OVER = 'This sign-in took too long, or was tried too often. Sign in again.'

/** Finishes the sign-in in progress of this browser, and returns where to go. */
export async function proveSecondFactorAction(next: string | null, proof: FactorInput): Promise<ActionResult<string>> {
  return runPublic(async (call) => {
    const { resources, caller, now } = call
    const attempt = { pendingToken: pendingTokenOf(call), proof: parseInput(factorInput, proof), caller, now }
    const result = await proveSecondFactor(resources, attempt)
    switch (result.kind) {
      case 'signed_in':
        await giveSession(resources, result)
        return safeNext(next) ?? '/monitors'
      case 'wrong':
        throw new AppError('invalid', 'This is wrong, or was used before.', proof.kind === 'passkey' ? null : 'code')
      case 'over':
        throw new AppError('invalid', OVER)
      default:
        return assertNever(result)
    }
  })
}

export async function askSecondFactorPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runPublic(async (call) => {
    const ask = await askSecondFactorPasskey(call.resources, { pendingToken: pendingTokenOf(call), now: call.now })
    if (!ask) throw new AppError('invalid', OVER)
    return ask
  })
}

function pendingTokenOf({ jar, resources }: PublicCall): string {
  const token = jar.get(cookieOf(resources.baseUrl, 'pending').name)?.value
  if (!token) throw new AppError('invalid', OVER)
  return token
}
