import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createLog } from '@/lib/base/log'
import { createKeyring, newSecret } from '@/lib/base/secrets'
import type { Role } from '@/lib/core/access'
import { createPool } from '@/lib/db/pool'
import { createPrisma, type Prisma } from '@/lib/db/prisma'
import { CONNECT_MS, type TestDatabase } from '@/lib/db/testing/test-database'
import { createWorkspaceDb, type WorkspaceDb } from '@/lib/db/workspace-db'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import type { AuthResources } from '../auth/resources'
import type { Actor, ServiceContext } from '../context'

export const TEST_SECRET = 'a secret for tests that is long enough'
export const TEST_BASE_URL = 'http://localhost:4000'
export const TEST_NOW = new Date('2026-11-22T12:00:00.000Z')

/** A reauthentication that is recent for every `now` of a test. */
const NEVER_OLD = new Date('9999-01-01T00:00:00.000Z')

/** Ada owns a workspace in which Ben is a teammate and Vic may only read. Cleo is not in it, and owns another one. */
export interface People {
  ada: ServiceContext
  ben: ServiceContext
  vic: ServiceContext
  cleo: ServiceContext
  /** Ada's workspace through a read-only API key. */
  reader: ServiceContext
  /** The owner of the tables, without row-level security: to prepare data and to read stored rows. */
  prisma: Prisma
  /** What the web process uses for sign-in, before there is a workspace. */
  web: AuthResources
  /** API keys of Ada's workspace, as a program sends them. */
  tokens: { read: string; write: string }
  /** Creates the people again after the database was emptied, with the same connections. */
  again(): Promise<People>
  end(): Promise<void>
}

const quiet = () => createLog('test', 'silent')

const ingestOf = new WeakMap<WorkspaceDb, WorkspaceDb>()

/** The same context with the privileges of ingest: it may write beats, but not settings. */
export function asIngest(ctx: ServiceContext): ServiceContext {
  const db = ingestOf.get(ctx.db)
  if (!db) throw new Error('This context was not made by createPeople.')
  return { ...ctx, db }
}

export async function createPeople(database: TestDatabase): Promise<People> {
  const prisma = createPrisma(database.url)
  const web = createPrisma(database.url, { role: 'web' })
  const options = { name: 'test', statementTimeoutMs: 10_000, connectTimeoutMs: CONNECT_MS }
  const pools = {
    web: createPool(database.url, { ...options, role: 'web', max: 4 }),
    ingest: createPool(database.url, { ...options, role: 'ingest', max: 2 }),
  }
  const db = createWorkspaceDb({ prisma: web, pool: pools.web })
  ingestOf.set(db, createWorkspaceDb({ prisma: web, pool: pools.ingest }))
  const end = async () => {
    await Promise.all([prisma.$disconnect(), web.$disconnect(), pools.web.end(), pools.ingest.end()])
  }
  return settlePeople({ prisma, web, db, pool: pools.web, end })
}

type Connections = Pick<People, 'prisma' | 'end'> & Pick<ServiceContext, 'db'> & { web: Prisma; pool: Pool }

async function settlePeople(connections: Connections): Promise<People> {
  const { prisma, web, db, pool, end } = connections
  const keyring = createKeyring(TEST_SECRET)
  const caller = { ip: '192.0.2.7', userAgent: 'a test' }
  const common = { db, keyring, now: TEST_NOW, baseUrl: TEST_BASE_URL, settings: liveSettings, caller }

  const addWorkspace = async (name: string) => {
    const workspace = await prisma.workspace.create({ data: { id: newId(), name } })
    return workspace.id
  }
  const addPerson = async (workspaceId: string, { name, role }: { name: string; role: Role }) => {
    const data = { id: newId(), email: `${name.toLowerCase()}@example.com`, name, emailVerifiedAt: TEST_NOW }
    const { id: userId } = await prisma.user.create({ data })
    await prisma.membership.create({ data: { workspaceId, userId, role } })
    const actor = { kind: 'user', userId, role, label: data.email, provedAt: NEVER_OLD } satisfies Actor
    return { ...common, workspaceId, actor }
  }
  const addKey = async (workspaceId: string, access: 'read' | 'write') => {
    const token = newSecret(access === 'read' ? 'ldr' : 'ldw')
    const id = newId()
    const hash = new Uint8Array(keyring.hash(token))
    await prisma.apiKey.create({ data: { workspaceId, id, name: access, access, hash, prefix: token.slice(0, 8) } })
    return { id, token }
  }

  const adas = await addWorkspace('Analytical Engines')
  const cleos = await addWorkspace('Asps')
  const read = await addKey(adas, 'read')
  const write = await addKey(adas, 'write')
  return {
    ada: await addPerson(adas, { name: 'Ada', role: 'owner' }),
    ben: await addPerson(adas, { name: 'Ben', role: 'member' }),
    vic: await addPerson(adas, { name: 'Vic', role: 'viewer' }),
    cleo: await addPerson(cleos, { name: 'Cleo', role: 'owner' }),
    reader: {
      ...common,
      workspaceId: adas,
      actor: { kind: 'apiKey', keyId: read.id, access: 'read', family: null, label: 'read' },
    },
    prisma,
    web: { prisma: web, db, pool, keyring, baseUrl: TEST_BASE_URL, settings: liveSettings, log: quiet() },
    tokens: { read: read.token, write: write.token },
    again: () => settlePeople(connections),
    end,
  }
}
