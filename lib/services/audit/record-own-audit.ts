import type { AuditAction } from '@/lib/contract/audit'
import type { PrismaTx } from '@/lib/db/prisma'
import { findWorkspacesOf } from '@/lib/db/queries/doors'
import { enterWorkspace } from '@/lib/db/walls'
import type { Caller } from '../context'
import { recordAudit } from './record-audit'

interface OwnEntry {
  action: AuditAction
  sessionId?: string
  before?: unknown
  after?: unknown
}

/**
 * Tells the audit log of each workspace that a person belongs to what they did with their own account, in the transaction
 * that does it: how its members sign in concerns each of them. The last statements of that transaction: it is left inside
 * of a workspace.
 */
export async function recordOwnAudit(
  tx: PrismaTx,
  { userId, caller }: { userId: string; caller: Caller },
  { action, sessionId, before, after }: OwnEntry,
): Promise<void> {
  const workspaces = await findWorkspacesOf(tx, userId)
  if (workspaces.length === 0) return
  const { email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } })
  const target = sessionId
    ? ({ kind: 'session', id: sessionId, label: email } as const)
    : ({ kind: 'user', id: userId, label: email } as const)
  for (const { id: workspaceId } of workspaces) {
    await enterWorkspace(tx, workspaceId)
    const actor = { kind: 'user', userId, label: email } as const
    await recordAudit(tx, { workspaceId, actor, caller }, { action, target, before, after })
  }
}
