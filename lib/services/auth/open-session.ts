import { newId } from '@/lib/base/ids'
import type { Caller } from '../context'
import { auditForPerson } from './audit-for-person'
import type { AuthResources } from './resources'
import { SESSION_SECONDS } from './session-life'

/** How a session was opened. */
export type SignInMethod = 'link' | 'email' | 'password' | 'github' | 'google' | 'oidc' | 'passkey'

/** Opens a session for someone who proved enough, and tells the audit log of each of their workspaces. */
export async function openSession(
  resources: AuthResources,
  { userId, method, caller, now }: { userId: string; method: SignInMethod; caller: Caller; now: Date },
): Promise<string> {
  const session = await resources.prisma.session.create({
    data: {
      id: newId('ses'),
      userId,
      method,
      ip: caller.ip,
      userAgent: caller.userAgent?.slice(0, 300) ?? null,
      createdAt: now,
      lastSeenAt: now,
      provedAt: now,
      expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
    },
    select: { id: true },
  })
  await auditForPerson(
    resources,
    { userId, caller },
    {
      action: 'session.started',
      target: { kind: 'session', id: session.id },
      after: { method },
    },
  )
  return session.id
}
