import type { AuditEntry } from '../audit/record-audit'
import { recordOwnAudit } from '../audit/record-own-audit'
import type { Caller } from '../context'
import type { AuthResources } from './resources'

/** Like `recordOwnAudit`, for events without a transaction, such as a refused sign-in. */
export async function auditForPerson(
  { prisma }: Pick<AuthResources, 'prisma'>,
  who: { userId: string; caller: Caller },
  entry: AuditEntry,
): Promise<void> {
  await prisma.$transaction((tx) => recordOwnAudit(tx, who, entry))
}
