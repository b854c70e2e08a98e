import { notFound } from '@/lib/base/errors'
import { parseInput } from '@/lib/contract/parse-input'
import { workspaceRef } from '@/lib/contract/workspaces'
import type { PersonContext } from '../auth/person-context'

/**
 * Shows another workspace of the person, in this session.
 * @throws AppError `not_found`: it does not exist, or the person is not a member.
 */
export async function switchWorkspace(me: PersonContext, input: { workspaceId: string }): Promise<void> {
  const { workspaceId } = parseInput(workspaceRef, input)
  const userId = me.person.id
  await me.db.inWorkspace(workspaceId, async (tx) => {
    const member = await tx.membership.findUnique({ where: { workspaceId_userId: { workspaceId, userId } } })
    if (!member) throw notFound('workspace')
    await tx.session.updateMany({ where: { id: me.sessionId, userId }, data: { workspaceId } })
  })
}
