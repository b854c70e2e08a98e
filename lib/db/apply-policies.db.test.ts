import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Applied, applyPolicies } from './apply-policies'
import { migrate } from './migrate'
import { readPolicies } from './read-policies'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

const FILE = 'prisma/policies.sql'
const WORKER_READS_PEOPLE = /\bapp_user \S*lubdub_worker=r/
let database: TestDatabase
let directory: string

beforeAll(async () => {
  database = await createTestDatabase()
  directory = await mkdtemp(path.join(os.tmpdir(), 'lubdub-policies-'))
})

afterAll(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

const apply = async (file?: string) => (await applyFile(file)).hasRoles

async function applyFile(file = FILE): Promise<Applied> {
  const client = await database.pool.connect()
  try {
    return await applyPolicies(client, file)
  } finally {
    client.release()
  }
}

/** Every policy and right in words, and which transaction wrote each policy. */
async function standing() {
  const { rows: policies } = await database.pool.query<{ text: string; written: string }>(
    `SELECT polrelid::regclass || ' ' || polname || ' ' || polroles::text || ' ' || pg_get_expr(polqual, polrelid) AS text,
       xmin::text AS written FROM pg_policy ORDER BY 1`,
  )
  const { rows: rights } = await database.pool.query<{ text: string }>(
    `SELECT oid::regclass || ' ' || relacl::text AS text FROM pg_class WHERE relacl IS NOT NULL AND relnamespace = current_schema()::regnamespace
     UNION ALL SELECT oid::regprocedure || ' ' || proacl::text FROM pg_proc WHERE proacl IS NOT NULL AND pronamespace = current_schema()::regnamespace
     ORDER BY 1`,
  )
  return {
    words: [...policies, ...rights].map(({ text }) => text),
    written: new Set(policies.map(({ written }) => written)),
  }
}

test('what is in force is left alone', async () => {
  const before = await standing()
  expect(before.words.length).toBeGreaterThan(100)
  expect(await apply()).toBe(true)
  expect(await standing()).toEqual(before)
})

test('a file with another text is applied, and what it no longer lists is gone', async () => {
  const before = await standing()
  await database.pool.query('CREATE POLICY more ON channel TO lubdub_worker USING (true)')
  await database.pool.query('GRANT DELETE ON channel, sign_in_link TO lubdub_worker')
  await database.pool.query('GRANT UPDATE (name) ON channel TO lubdub_ingest')
  await database.pool.query('GRANT EXECUTE ON FUNCTION owners_of(uuid) TO lubdub_web')
  const file = path.join(directory, 'policies.sql')
  await copyFile(FILE, file)
  await writeFile(file, '\n-- Another text.\n', { flag: 'a' })
  expect(await apply(file)).toBe(true)
  const after = await standing()
  expect(after.words).toEqual(before.words)
  expect(after.written).not.toEqual(before.written)
  expect(await apply(FILE)).toBe(true)
})

test('a file that cannot be applied changes nothing', async () => {
  const before = await standing()
  const file = path.join(directory, 'broken.sql')
  await copyFile(FILE, file)
  await writeFile(file, '\nSELECT 1 / 0;\n', { flag: 'a' })
  await expect(apply(file)).rejects.toThrow('division by zero')
  expect(await standing()).toEqual(before)
})

test('an older program leaves the policies of a newer one alone, and says so', async () => {
  const { version } = await readPolicies(FILE)
  const file = path.join(directory, 'newer.sql')
  const text = (await readFile(FILE, 'utf8')).replace(/^-- Version \d+\./, `-- Version ${version + 1}.`)
  await writeFile(file, `${text}\nGRANT SELECT ON app_user TO lubdub_worker;\n`)
  expect(await applyFile(file)).toEqual({ hasRoles: true, own: version + 1, newer: null })
  const before = await standing()
  expect(before.words.join()).toMatch(WORKER_READS_PEOPLE)
  expect(await applyFile()).toEqual({ hasRoles: true, own: version, newer: version + 1 })
  expect(await standing()).toEqual(before)

  // What an earlier program has applied had no version.
  await database.pool.query(`COMMENT ON TABLE workspace IS 'policies.sql ${'0'.repeat(64)}'`)
  expect(await applyFile()).toEqual({ hasRoles: true, own: version, newer: null })
  expect((await standing()).words.join()).not.toMatch(WORKER_READS_PEOPLE)
})

test('policies for an owner of before are replaced', async () => {
  const before = await standing()
  await database.pool.query('DROP POLICY owner ON workspace')
  await database.pool.query('CREATE POLICY owner ON workspace TO lubdub_worker USING (true)')
  expect(await apply()).toBe(true)
  expect((await standing()).words).toEqual(before.words)
})

test('where another user than the owner migrates, functions and policies are the owner’s', async () => {
  const name = `Owner.${process.pid} of it`
  const owner = pg.escapeIdentifier(name)
  await database.pool.query(`CREATE ROLE ${owner}`)
  await database.pool.query(`GRANT CREATE ON SCHEMA public TO ${owner}`)
  await database.pool.query(
    `DO $$ DECLARE t regclass; BEGIN
       FOR t IN SELECT oid FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace
       LOOP EXECUTE format('ALTER TABLE %s OWNER TO ${owner}', t); END LOOP; END $$`,
  )
  await database.pool.query(
    `DO $$ DECLARE f regprocedure; BEGIN
       FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
       LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO ${owner}', f); END LOOP; END $$`,
  )
  expect(await apply()).toBe(true)
  const { rows } = await database.pool.query<{ owner: string }>(
    `SELECT DISTINCT pg_get_userbyid(unnest(polroles)) AS owner FROM pg_policy WHERE polname = 'owner'
     UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE prosecdef AND pronamespace = current_schema()::regnamespace`,
  )
  expect(rows).toEqual([{ owner: name }])
  await database.pool.query(`REASSIGN OWNED BY ${owner} TO CURRENT_USER`)
  await database.pool.query(`DROP OWNED BY ${owner}`)
  await database.pool.query(`DROP ROLE ${owner}`)
})

test('in another schema than the usual one all is made there, and functions look there', async () => {
  await database.pool.query('CREATE SCHEMA elsewhere')
  const client = await database.pool.connect()
  try {
    await client.query('SET search_path = elsewhere')
    await migrate(client, 'prisma/migrations')
    expect(await applyPolicies(client, FILE)).toMatchObject({ hasRoles: true, newer: null })
    const { rows } = await client.query<{ schema: string; tables: string; paths: string[] }>(
      `SELECT n.nspname AS schema,
         (SELECT count(*) FROM pg_class c WHERE c.relnamespace = n.oid AND c.relrowsecurity AND c.relforcerowsecurity) AS tables,
         (SELECT array_agg(DISTINCT p.proconfig[1]) FROM pg_proc p WHERE p.pronamespace = n.oid AND p.prosecdef) AS paths
       FROM pg_namespace n WHERE n.nspname IN ('elsewhere', 'public') ORDER BY 1`,
    )
    expect(rows).toEqual([
      { schema: 'elsewhere', tables: rows[1]!.tables, paths: ['search_path=elsewhere, pg_temp'] },
      { schema: 'public', tables: rows[0]!.tables, paths: ['search_path=public, pg_temp'] },
    ])
  } finally {
    await client.query('RESET search_path')
    client.release()
  }
})
