import { notFound } from '@/lib/base/errors'
import type { PersonContext } from '../person-context'
import { claimInvitation } from './claim-invitation'
import { findOpenInvitation } from './preview-invitation'

/**
 * Makes a signed-in person a member of the workspace that invited them, and shows that workspace.
 * An invitation for another address is answered as if it did not exist. Returns the id of the
 * workspace.
 * @throws AppError `not_found` or `quota`.
 */
export async function acceptInvitation(me: PersonContext, { token }: { token: string }): Promise<string> {
  const { person, sessionId, caller, settings, now } = me
  const invitation = await findOpenInvitation(me, { token, now })
  if (!invitation || invitation.email !== person.email.toLowerCase()) throw notFound('invitation')
  const { workspaceId } = invitation
  await me.db.inWorkspace(workspaceId, async (tx) => {
    await claimInvitation(tx, invitation, { person, caller, settings, now })
    await tx.session.updateMany({ where: { id: sessionId, userId: person.id }, data: { workspaceId } })
  })
  return workspaceId
}
