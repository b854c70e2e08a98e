'use server'

import { revalidatePath } from 'next/cache'
import { runAction } from '@/app/run-action'
import type { ActionResult } from '@/components/forms/action-result'
import type { CreateInvitationInput, SentInvitation } from '@/lib/contract/members'
import type { Role } from '@/lib/core/access'
import { createInvitation } from '@/lib/services/invitations/create-invitation'
import { resendInvitation } from '@/lib/services/invitations/resend-invitation'
import { revokeInvitation } from '@/lib/services/invitations/revoke-invitation'
import { mailSettings } from '@/lib/services/mail-settings'
import { changeRole } from '@/lib/services/members/change-role'
import { removeMember } from '@/lib/services/members/remove-member'

const PAGE = '/settings/members'

export async function changeRoleAction(userId: string, role: Role): Promise<ActionResult<null>> {
  return runAction('member.changeRole', async (ctx) => {
    await changeRole(ctx, { userId, role })
    revalidatePath(PAGE)
    return null
  })
}

export async function removeMemberAction(userId: string): Promise<ActionResult<null>> {
  return runAction('member.remove', async (ctx) => {
    await removeMember(ctx, { userId })
    revalidatePath(PAGE)
    return null
  })
}

export async function inviteAction(input: CreateInvitationInput): Promise<ActionResult<SentInvitation>> {
  return runAction('member.invite', async (ctx) => {
    const sent = await createInvitation(ctx, input, mailSettings(ctx))
    revalidatePath(PAGE)
    return sent
  })
}

export async function resendInvitationAction(invitationId: string): Promise<ActionResult<SentInvitation>> {
  return runAction('member.invite', async (ctx) => {
    const sent = await resendInvitation(ctx, { invitationId }, mailSettings(ctx))
    revalidatePath(PAGE)
    return sent
  })
}

export async function revokeInvitationAction(invitationId: string): Promise<ActionResult<null>> {
  return runAction('member.invite', async (ctx) => {
    await revokeInvitation(ctx, { invitationId })
    revalidatePath(PAGE)
    return null
  })
}
