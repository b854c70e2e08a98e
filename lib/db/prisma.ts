import { PrismaPg } from '@prisma/adapter-pg'
import { connectionOf, type DatabaseRole, databaseUrlOf } from './connection'
import { PrismaClient } from './generated/client'
import { applySession, UTC } from './session'

export type Prisma = PrismaClient
/** What a verb works in: the client, or the transaction that it opened. */
export type PrismaTx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

const holder = globalThis as unknown as { lubdubPrisma?: PrismaClient }

/** A client of its own; without a role it is the login itself, which owns the tables. The caller disconnects it. */
export function createPrisma(url: string, { role = null }: { role?: DatabaseRole | null } = {}): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      // Prisma takes every instant for one in UTC, whatever zone stands behind it.
      ...connectionOf(url, { role, session: '-c timezone=UTC' }),
      onConnect: (client) => applySession(client, { role, settings: UTC }),
      application_name: `lubdub-${role ?? 'prisma'}`,
      max: 8,
    }),
  })
}

/** The web process's one client. */
export function getPrisma(): PrismaClient {
  holder.lubdubPrisma ??= createPrisma(databaseUrlOf('web'), { role: 'web' })
  return holder.lubdubPrisma
}
