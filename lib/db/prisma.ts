import { PrismaPg } from '@prisma/adapter-pg'
import { BoundedClient } from './bounded-client'
import { connectionOf, type DatabaseRole, databaseUrlOf } from './connection'
import { PrismaClient } from './generated/client'
import { applySession, UTC } from './session'

export type Prisma = PrismaClient
/** What a verb works in: the client, or the transaction that it opened. */
export type PrismaTx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

const holder = globalThis as unknown as { lubdubPrisma?: PrismaClient }

const CONNECT_MS = 5_000
/** Longer than a transaction may take. */
const QUERY_MS = 17_000

/**
 * A client of its own; without a role it is the login itself, which owns the tables. A query that gets no answer within `queryTimeoutMs` fails,
 * and its connection is destroyed. The caller disconnects it.
 */
export function createPrisma(
  url: string,
  { role = null, queryTimeoutMs = QUERY_MS }: { role?: DatabaseRole | null; queryTimeoutMs?: number } = {},
): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      // Prisma takes every instant for one in UTC, whatever zone stands behind it.
      ...connectionOf(url, { role, session: '-c timezone=UTC' }),
      onConnect: (client) => applySession(client, { role, settings: UTC }),
      application_name: `lubdub-${role ?? 'prisma'}`,
      max: 8,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      Client: BoundedClient,
    }),
  })
}

/** The web process's one client. */
export function getPrisma(): PrismaClient {
  holder.lubdubPrisma ??= createPrisma(databaseUrlOf('web'), { role: 'web' })
  return holder.lubdubPrisma
}
