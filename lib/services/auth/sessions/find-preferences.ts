import type { Prisma } from '@/lib/db/prisma'

export interface Preferences {
  /** Null: the zone of the browser. */
  timezone: string | null
  /** How days and months are written. Null: the default of Lubdub. */
  locale: string | null
}

/** How the person of a session wants times shown. Null: there is no such session. */
export async function findPreferences(prisma: Prisma, sessionId: string): Promise<Preferences | null> {
  const select = { user: { select: { timezone: true, locale: true } } } as const
  const session = await prisma.session.findFirst({ where: { id: sessionId, revokedAt: null }, select })
  return session?.user ?? null
}
