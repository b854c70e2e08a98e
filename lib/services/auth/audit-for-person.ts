import type { AuditEntry } from '../audit/record-audit'
import { recordOwnAudit } from '../audit/record-own-audit'
import type { Caller } from '../context'
import type { AuthResources } from './resources'

/** As `recordOwnAudit`, where what is told of is no transaction, such as a sign-in that was refused. */
export async function auditForPerson(
  { prisma }: Pick<AuthResources, 'prisma'>,
  who: { userId: string; caller: Caller },
  entry: AuditEntry,
): Promise<void> {
  await prisma.$transaction((tx) => recordOwnAudit(tx, who, entry))
}
