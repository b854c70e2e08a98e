import { newId } from '@/lib/base/ids'
import type { Role } from '@/lib/core/access'
import type { PersonContext } from '../auth/person-context'
import type { ServiceContext } from '../context'
import type { People } from './people'

/** Adds a member to Ada's workspace. */
export async function addMember(people: People, { name, role }: { name: string; role: Role }): Promise<ServiceContext> {
  const { workspaceId } = people.ada
  const data = { id: newId(), email: `${name.toLowerCase()}@example.com`, name }
  const { id: userId } = await people.prisma.user.create({ data })
  await people.prisma.membership.create({ data: { workspaceId, userId, role } })
  return { ...people.ada, actor: { kind: 'user', userId, role, label: data.email, provedAt: people.ada.now } }
}

export function userIdOf({ actor }: ServiceContext): string {
  if (actor.kind !== 'user') throw new Error('This is a key.')
  return actor.userId
}

/** The same person, signed in, without a workspace. */
export async function asPerson(people: People, ctx: ServiceContext): Promise<PersonContext> {
  const { db, keyring, now, baseUrl, caller } = ctx
  const { id, email, name } = await people.prisma.user.findUniqueOrThrow({ where: { id: userIdOf(ctx) } })
  const expiresAt = new Date(now.getTime() + 86_400_000)
  const session = await people.prisma.session.create({ data: { id: newId(), userId: id, expiresAt } })
  const at = { db, keyring, now, baseUrl, caller, provedAt: now }
  return { ...people.web, ...at, person: { id, email, name }, sessionId: session.id }
}

/** The actions in the audit log of a workspace, the oldest first, with the actors. */
export async function auditOf(people: People, workspaceId: string): Promise<string[]> {
  const rows = await people.prisma.auditEvent.findMany({ where: { workspaceId }, orderBy: { id: 'asc' } })
  return rows.map(({ action, actorLabel, targetLabel }) => `${actorLabel} ${action} ${targetLabel}`)
}
