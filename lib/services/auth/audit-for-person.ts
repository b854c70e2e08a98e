import { type AuditEntry, recordAudit } from '../audit/record-audit'
import type { Caller } from '../context'
import { listWorkspacesOf } from './list-workspaces-of'
import type { AuthResources } from './resources'

/**
 * Tells the audit log of every workspace that a person belongs to what they did with their own account. Each workspace is a
 * transaction of its own: what is a person's lies in none of them.
 */
export async function auditForPerson(
  { prisma, db }: Pick<AuthResources, 'prisma' | 'db'>,
  { userId, caller }: { userId: string; caller: Caller },
  entry: AuditEntry,
): Promise<void> {
  const person = await prisma.user.findUnique({ where: { id: userId }, select: { email: true } })
  if (!person) return
  for (const { id: workspaceId, role } of await listWorkspacesOf(prisma, userId)) {
    const actor = { kind: 'user', userId, role, label: person.email } as const
    await db.inWorkspace(workspaceId, (tx) => recordAudit(tx, { workspaceId, actor, caller }, entry))
  }
}
