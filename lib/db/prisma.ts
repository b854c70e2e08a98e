import { PrismaPg } from '@prisma/adapter-pg'
import { requireEnv } from '@/lib/base/env'
import { PrismaClient } from './generated/client'

export type Prisma = PrismaClient
/** What a verb works in: the client, or the transaction that it opened. */
export type PrismaTx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>

const holder = globalThis as unknown as { lubdubPrisma?: PrismaClient }

/** A client of its own, for tests and scripts. The caller disconnects it. */
export function createPrisma(url: string): PrismaClient {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 8 }) })
}

/** The web process's one client. */
export function getPrisma(): PrismaClient {
  holder.lubdubPrisma ??= createPrisma(requireEnv('DATABASE_URL'))
  return holder.lubdubPrisma
}
