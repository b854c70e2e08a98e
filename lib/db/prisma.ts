import { PrismaPg } from '@prisma/adapter-pg'
import { BoundedClient } from './bounded-client'
import { connectionOf, type DatabaseRole } from './connection'
import { PrismaClient } from './generated/client'
import { applySession, limitSettings, limitsOf, PAGE_STATEMENT_MS, PATIENCE_MS, UTC } from './session'

export type Prisma = PrismaClient
/** What a service function works with: the client, or its transaction. */
export type PrismaTx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

const holder = globalThis as unknown as { lubdubPrisma?: PrismaClient }

const CONNECT_MS = 5_000

/**
 * A new client. Without a role it has the login itself, which owns the tables. The server ends a
 * statement after `statementTimeoutMs`, and before that a wait for a lock. A query without an answer
 * within `queryTimeoutMs` fails, and its connection is destroyed. The caller must disconnect the
 * client.
 */
export function createPrisma(
  url: string,
  {
    role = null,
    name = role ?? 'prisma',
    statementTimeoutMs = PAGE_STATEMENT_MS,
    queryTimeoutMs = statementTimeoutMs + PATIENCE_MS,
  }: { role?: DatabaseRole | null; name?: string; statementTimeoutMs?: number; queryTimeoutMs?: number } = {},
): PrismaClient {
  const limits = limitsOf({ statementTimeoutMs })
  return new PrismaClient({
    adapter: new PrismaPg({
      // Prisma reads every instant as UTC, whatever its zone, so the session must use UTC.
      ...connectionOf(url, { role, session: '-c timezone=UTC' }),
      onConnect: (client) => applySession(client, { role, settings: { ...UTC, ...limitSettings(limits) } }),
      application_name: `lubdub-${name}`,
      max: 8,
      connectionTimeoutMillis: CONNECT_MS,
      ...limits,
      query_timeout: queryTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      Client: BoundedClient,
    }),
  })
}

/** The one client of the web process, made with these options at the first call. */
export function getPrisma({ databaseUrl, role }: { databaseUrl: string; role: 'web' | null }): PrismaClient {
  holder.lubdubPrisma ??= createPrisma(databaseUrl, { role, name: 'web' })
  return holder.lubdubPrisma
}
