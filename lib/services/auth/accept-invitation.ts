import { notFound } from '@/lib/base/errors'
import { claimInvitation } from './claim-invitation'
import type { PersonContext } from './person-context'
import { findOpenInvitation } from './preview-invitation'

/**
 * Lets a person who is signed in into the workspace that they were invited to, and brings it into view. An invitation of
 * another address is answered like none. Answers the id of the workspace.
 * @throws AppError `not_found` or `quota`.
 */
export async function acceptInvitation(me: PersonContext, { token }: { token: string }): Promise<string> {
  const { person, sessionId, caller, now } = me
  const invitation = await findOpenInvitation(me, { token, now })
  if (!invitation || invitation.email !== person.email.toLowerCase()) throw notFound('invitation')
  const { workspaceId } = invitation
  await me.db.inWorkspace(workspaceId, async (tx) => {
    await claimInvitation(tx, invitation, { person, caller, now })
    await tx.session.updateMany({ where: { id: sessionId, userId: person.id }, data: { workspaceId } })
  })
  return workspaceId
}
