'use server'

import { revalidatePath } from 'next/cache'
import { fieldsOf, textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import type { PasskeyAsk, PasskeyResponse, TotpSetup } from '@/lib/contract/factors'
import { addPasskey } from '@/lib/services/auth/factors/add-passkey'
import { confirmTotp } from '@/lib/services/auth/factors/confirm-totp'
import { makeRecoveryCodes } from '@/lib/services/auth/factors/make-recovery-codes'
import { removePasskey } from '@/lib/services/auth/factors/remove-passkey'
import { removeTotp } from '@/lib/services/auth/factors/remove-totp'
import { renamePasskey } from '@/lib/services/auth/factors/rename-passkey'
import { startPasskey } from '@/lib/services/auth/factors/start-passkey'
import { startTotp } from '@/lib/services/auth/factors/start-totp'
import { runAsPerson } from '../../../sign-in/run-as-person'

export async function startTotpAction(): Promise<ActionResult<TotpSetup>> {
  return runAsPerson((own) => startTotp(own))
}

/** Returns recovery codes, only once; null when there are some already. */
export async function confirmTotpAction(code: string): Promise<ActionResult<string[] | null>> {
  return runAsPerson(async (own) => refreshed(await confirmTotp(own, { code: textOf(code) })))
}

export async function removeTotpAction(): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await removeTotp(own)
    return refreshed(null)
  })
}

export async function startPasskeyAction(): Promise<ActionResult<PasskeyAsk>> {
  return runAsPerson((own) => startPasskey(own))
}

/** Returns recovery codes, only once; null when there are some already. */
export async function addPasskeyAction(input: {
  ticket: string
  name: string
  response: PasskeyResponse
}): Promise<ActionResult<string[] | null>> {
  return runAsPerson(async (own) => {
    const { ticket, name, response } = fieldsOf(input)
    return refreshed(await addPasskey(own, { ticket: textOf(ticket), name, response }))
  })
}

export async function renamePasskeyAction(passkeyId: string, name: string): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await renamePasskey(own, { passkeyId: textOf(passkeyId, 1_400), name })
    return refreshed(null)
  })
}

export async function removePasskeyAction(passkeyId: string): Promise<ActionResult<null>> {
  return runAsPerson(async (own) => {
    await removePasskey(own, { passkeyId: textOf(passkeyId, 1_400) })
    return refreshed(null)
  })
}

export async function makeRecoveryCodesAction(): Promise<ActionResult<string[]>> {
  return runAsPerson(async (own) => refreshed(await makeRecoveryCodes(own)))
}

function refreshed<T>(result: T): T {
  revalidatePath('/settings/security')
  return result
}
