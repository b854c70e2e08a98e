'use server'

import { revalidatePath } from 'next/cache'
import { fieldsOf, textOf } from '@/app/arguments'
import type { ActionResult } from '@/components/forms/action-result'
import type { ProfileInput } from '@/lib/contract/sign-in'
import { requestEmailChange } from '@/lib/services/auth/email/request-email-change'
import { changePassword } from '@/lib/services/auth/methods/change-password'
import { disconnectIdentity } from '@/lib/services/auth/methods/disconnect-identity'
import { updateProfile } from '@/lib/services/auth/update-profile'
import { runAsPerson } from '../../../sign-in/run-as-person'

export async function updateProfileAction(input: ProfileInput): Promise<ActionResult<null>> {
  return runAsPerson(async (ctx) => {
    await updateProfile(ctx, input)
    revalidatePath('/', 'layout')
    return null
  })
}

export async function changeEmailAction(email: string): Promise<ActionResult<null>> {
  return runAsPerson(async (ctx, afterResponse) => {
    await requestEmailChange(ctx, { email, afterResponse })
    return null
  })
}

export async function changePasswordAction(typed: { current: string; password: string }): Promise<ActionResult<null>> {
  return runAsPerson(async (ctx, afterResponse) => {
    const { current, password } = fieldsOf(typed)
    await changePassword(ctx, { current: textOf(current, 1_000), password, afterResponse })
    revalidatePath('/settings/profile')
    return null
  })
}

export async function disconnectAction(provider: string, subject: string): Promise<ActionResult<null>> {
  return runAsPerson(async (ctx) => {
    await disconnectIdentity(ctx, { provider: textOf(provider), subject: textOf(subject) })
    revalidatePath('/settings/profile')
    return null
  })
}
