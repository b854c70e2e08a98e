import { findWorkspacesOf } from '@/lib/db/queries/doors'
import { enterWorkspace, type WorkspaceTx } from '@/lib/db/workspace-db'
import type { Caller } from '../context'
import { type AuditEntry, recordAudit } from './record-audit'

/**
 * Tells the audit log of each workspace that a person belongs to what they did with their own account, in the transaction
 * that does it: how its members sign in concerns each of them. Without a target it is about the person. The last statements
 * of that transaction: it is left inside of a workspace.
 */
export async function recordOwnAudit(
  tx: WorkspaceTx,
  { userId, caller }: { userId: string; caller: Caller },
  { target, ...entry }: AuditEntry,
): Promise<void> {
  const workspaces = await findWorkspacesOf(tx, userId)
  if (workspaces.length === 0) return
  const person = await tx.user.findUnique({ where: { id: userId }, select: { email: true } })
  if (!person) return
  const actor = { kind: 'user', userId, label: person.email } as const
  const about = { label: person.email, ...(target ?? { kind: 'user' as const, id: userId }) }
  for (const { id: workspaceId } of workspaces) {
    await enterWorkspace(tx, workspaceId)
    await recordAudit(tx, { workspaceId, actor, caller }, { ...entry, target: about })
  }
}
