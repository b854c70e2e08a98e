import { TooManyError } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { parseInput } from '@/lib/contract/parse-input'
import { type CreateWorkspaceInput, createWorkspaceInput } from '@/lib/contract/workspaces'
import { consumeRateLimit } from '@/lib/db/queries/workspace-rows'
import { recordAudit } from '../audit/record-audit'
import type { PersonContext } from '../auth/person-context'

const WORKSPACES_A_DAY = 20
const DAY_SECONDS = 86_400

/**
 * Creates a workspace that the person owns, and shows it. Returns its id.
 * @throws AppError `invalid` with the field, or `too_many`.
 */
export async function createWorkspace(me: PersonContext, input: CreateWorkspaceInput): Promise<string> {
  const { name, timezone = 'UTC' } = parseInput(createWorkspaceInput, input)
  const { person, sessionId, now, caller } = me
  const workspaceId = newId()
  await me.db.inWorkspace(workspaceId, async (tx) => {
    const taken = await consumeRateLimit(tx, { key: `workspace:${person.id}`, seconds: DAY_SECONDS, now })
    if (taken > WORKSPACES_A_DAY) {
      const message = `You have created ${WORKSPACES_A_DAY} workspaces within a day. Try again tomorrow.`
      throw new TooManyError(message, DAY_SECONDS)
    }
    await tx.workspace.create({ data: { id: workspaceId, name, timezone } })
    await tx.membership.create({ data: { workspaceId, userId: person.id, role: 'owner' } })
    await tx.session.updateMany({ where: { id: sessionId, userId: person.id }, data: { workspaceId } })
    const actor = { kind: 'user', userId: person.id, role: 'owner', label: person.email } as const
    await recordAudit(
      tx,
      { workspaceId, actor, caller },
      {
        action: 'workspace.created',
        target: { kind: 'workspace', id: workspaceId, label: name },
        after: { name, timezone },
      },
    )
  })
  return workspaceId
}
