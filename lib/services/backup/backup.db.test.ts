import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createKeyring } from '@/lib/base/secrets'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { openSnapshot } from '@/lib/db/backup/copy-out'
import { listMigrations } from '@/lib/db/migrate'
import { createPool } from '@/lib/db/pool'
import { databaseUrl } from '@/lib/db/testing/database-url'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { bootstrap } from '../bootstrap/bootstrap'
import { keyringFault, proofOf, storedProof } from '../installation/keyring-proof'
import { readBackup, readHead } from './read-backup'
import { restoreBackup } from './restore-backup'
import { writeBackup } from './write-backup'

const SECRET = 'a secret for tests that is long enough'
const keyring = createKeyring(SECRET)
const MIGRATIONS = 'prisma/migrations'
let directory: string
let file: string
let db: TestDatabase
let admin: pg.Client
const made: { databases: string[]; roles: string[] } = { databases: [], roles: [] }

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'lubdub-backup-'))
  file = path.join(directory, 'one.backup')
  db = await createTestDatabase()
  admin = new pg.Client({ connectionString: inject('testServer').adminUrl })
  await admin.connect()
  const base = { now: new Date(), ownerEmail: 'ada@example.com', apiKey: null, baseUrl: 'http://localhost:4000' }
  await bootstrap(db.pool, { ...base, secret: SECRET, given: new Map() })
  const { rows } = await db.pool.query<{ w: string; m: string }>('SELECT workspace_id AS w, id AS m FROM monitor')
  const { w, m } = rows[0]!
  await db.pool.query(`SELECT ensure_beat_partitions('2026-01-05', 2)`)
  await db.pool.query(
    `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, message)
     SELECT $1, $2, n, '2026-01-05T12:00:00Z'::timestamptz + n * interval '30 min', 'log', ($3::text[])[n % 50 + 1]
     FROM generate_series(1, 60) n`,
    [w, m, HOSTILE.map(({ text }) => text.replaceAll('\0', '')).slice(0, 50)],
  )
})

afterAll(async () => {
  await db.drop()
  for (const name of made.databases) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  for (const name of made.roles) await admin.query(`DROP ROLE IF EXISTS ${name}`)
  await admin.end()
  rmSync(directory, { recursive: true })
})

async function back(from: string, to: string): Promise<void> {
  const snapshot = await openSnapshot(from)
  await writeBackup(snapshot, { file: to, now: new Date(), proof: Object.fromEntries(proofOf(keyring)) })
  await snapshot.close()
}

/** A database whose owner is not a superuser, as with an external PostgreSQL. */
async function emptyDatabase(): Promise<string> {
  const name = `restored_${process.pid}_${made.databases.length}`
  await admin.query(`CREATE ROLE ${name} LOGIN PASSWORD 'secret' CREATEROLE`)
  for (const role of ['web', 'ingest', 'worker'])
    await admin.query(`GRANT lubdub_${role} TO ${name} WITH SET TRUE, INHERIT FALSE`)
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}`)
  made.databases.push(name)
  made.roles.push(name)
  const url = new URL(databaseUrl(db.url, name))
  url.username = name
  url.password = 'secret'
  return url.href
}

async function restoreInto(url: string, from: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const migrations = { directory: MIGRATIONS, known: await listMigrations(MIGRATIONS) }
    await restoreBackup(client, { file: from, head: await readHead(from), migrations, policies: 'prisma/policies.sql' })
  } finally {
    await client.end()
  }
}

test('a backup of a superuser’s database restores exactly into a database of a login with few privileges', async () => {
  await back(db.url, file)
  const { tables } = await readBackup(file)
  expect(tables.beat?.rows).toBe(60)

  const url = await emptyDatabase()
  await restoreInto(url, file)
  const again = path.join(directory, 'again.backup')
  await back(url, again)
  expect((await readBackup(again)).tables).toEqual(tables)
  const [{ shape: before }, { shape: after }] = [await readHead(file), await readHead(again)]
  expect([after.sequences, after.migrations]).toEqual([before.sequences, before.migrations])
  expect(after.beatDays).toEqual(expect.arrayContaining(before.beatDays))

  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(
    `SELECT count(*)::int AS open FROM pg_class WHERE relname IN ('monitor', 'beat', 'workspace') AND NOT (relrowsecurity AND relforcerowsecurity)`,
  )
  expect(rows).toEqual([{ open: 0 }])
  await client.end()
  await expect(restoreInto(url, file)).rejects.toThrow('This database already has an installation.')
})

test('a backup shows which secrets it needs, and does not contain them', async () => {
  const { proof } = await readHead(file)
  expect(keyringFault(keyring, storedProof(new Map(Object.entries(proof))))).toBeNull()
  expect(
    keyringFault(createKeyring('another secret that is long enough'), storedProof(new Map(Object.entries(proof)))),
  ).not.toBeNull()
  expect(gunzipSync(readFileSync(file)).includes(SECRET)).toBe(false)
})

test.each([
  ['truncated in its last bytes', (zipped: Buffer) => zipped.subarray(0, -9)],
  ['truncated in the middle', (zipped: Buffer) => zipped.subarray(0, zipped.length / 2)],
  ['without its end', (zipped: Buffer) => gzipSync(gunzipSync(zipped).subarray(0, -90))],
  [
    'with one letter changed',
    (zipped: Buffer) => gzipSync(swap(gunzipSync(zipped), 'ada@example.com', 'eve@example.com')),
  ],
  ['that is another kind of file', () => Buffer.from('-- PostgreSQL database dump')],
  ['that is empty', () => Buffer.alloc(0)],
])('a backup %s is refused, and changes nothing', async (_what, change) => {
  const broken = path.join(directory, 'broken.backup')
  writeFileSync(broken, change(readFileSync(file)))
  await expect(readBackup(broken)).rejects.toThrow(/damaged|truncated|not a backup/)
})

test('a backup from before 0.1 was published is refused, and nothing is made', async () => {
  const head = await readHead(file)
  const client = new pg.Client({ connectionString: await emptyDatabase() })
  await client.connect()
  await expect(
    restoreBackup(client, {
      file,
      head: { ...head, shape: { ...head.shape, migrations: ['0001_spine'] } },
      migrations: { directory: MIGRATIONS, known: await listMigrations(MIGRATIONS) },
      policies: 'prisma/policies.sql',
    }),
  ).rejects.toThrow('is not carried over')
  expect((await client.query(`SELECT to_regclass('workspace') AS there`)).rows).toEqual([{ there: null }])
  await client.end()
})

test('the restore of a damaged backup is rolled back', async () => {
  const broken = path.join(directory, 'broken.backup')
  writeFileSync(broken, gzipSync(gunzipSync(readFileSync(file)).subarray(0, -90)))
  const url = await emptyDatabase()
  await expect(restoreInto(url, broken)).rejects.toThrow(/damaged|truncated/)
  await restoreInto(url, file)
})

function swap(data: Buffer, from: string, to: string): Buffer {
  const at = data.indexOf(from)
  expect(at).toBeGreaterThan(0)
  data.write(to, at)
  return data
}

test('a database that processes still use is refused, and is restored when they have ended', async () => {
  const from = path.join(directory, 'in-use.backup')
  await back(db.url, from)
  const url = await emptyDatabase()
  const pools = ['ingest', 'worker'].map((name) => createPool(url, { name, max: 1, statementTimeoutMs: 5_000 }))
  const sessions = await Promise.all(pools.map((pool) => pool.connect()))
  await expect(restoreInto(url, from)).rejects.toThrow(
    'Processes of Lubdub still use this database (ingest, worker). Stop Lubdub on every machine, and run this again',
  )
  const { rows } = await sessions[0]!.query(`SELECT to_regclass('workspace') AS made`)
  expect(rows).toEqual([{ made: null }])
  const restored = restoreInto(url, from)
  for (const session of sessions) session.release()
  await Promise.all(pools.map((pool) => pool.end()))
  await restored
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  expect((await client.query('SELECT count(*)::int AS n FROM workspace')).rows).toEqual([{ n: 1 }])
  await client.end()
})
