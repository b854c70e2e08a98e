import { findWorkspacesOf } from '@/lib/db/queries/security-definer-functions'
import { enterWorkspace, type WorkspaceTx } from '@/lib/db/workspace-db'
import type { Caller } from '../context'
import { type AuditEntry, recordAudit } from './record-audit'

/**
 * Writes an audit entry about a change of a person's own account into the log of each of their
 * workspaces, because it affects how a member signs in. Without a target, the entry is about the
 * person. Call it last in the transaction: a workspace stays set afterwards.
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
