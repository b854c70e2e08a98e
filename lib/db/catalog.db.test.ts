import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '@/lib/base/testing/test-id'
import { auditAction, auditTargetKind } from '@/lib/contract/audit'
import { defaultOf, listNamingSchema, listNullableLists, listTextColumns, listUpdatingKeys } from './testing/catalog'
import { findPolicyGaps } from './testing/policy-gaps'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

/** Columns whose values are no closed set: names, addresses, what jobs and people say. */
const FREE_TEXT: Record<string, readonly string[]> = {
  api_key: ['name', 'family', 'prefix'],
  app_user: ['email', 'name', 'password_hash', 'locale', 'timezone'],
  audit_event: ['actor_label', 'target_label', 'ip', 'user_agent'],
  beat: ['step', 'shard', 'message', 'output'],
  beat_idempotency: ['key', 'beat', 'amounts'],
  channel: ['name', 'last_error'],
  delivery: ['event_key', 'lease_token', 'body'],
  email_token: ['email', 'next', 'ip'],
  flip: ['part'],
  heartbeat_key: ['label', 'step', 'last_used_ip', 'refused_ip'],
  identity: ['subject', 'email'],
  incident: ['part'],
  ingest_node: ['id', 'instance'],
  installation_setting: ['name', 'value'],
  invitation: ['email', 'invited_by_label'],
  monitor: ['name', 'family', 'runbook', 'steps', 'allowed_addresses'],
  monitor_state: ['check_error'],
  passkey: ['id', 'transports', 'name', 'aaguid'],
  pending_sign_in: ['challenge', 'next', 'ip', 'user_agent'],
  purged_workspace: ['name', 'requested_by_label'],
  rate_limit: ['key'],
  run: ['key', 'unit', 'message'],
  run_part: ['step', 'shard', 'unit', 'message', 'checkpoint'],
  session: ['user_agent', 'ip', 'device', 'place'],
  workspace: ['name', 'timezone', 'locale'],
}

test('a column of text is free, or has a check with what may be in it', async () => {
  const free = Object.entries(FREE_TEXT).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
  const unchecked = (await listTextColumns(database.pool)).filter(({ hasCheck }) => !hasCheck)
  expect(unchecked.map(({ name }) => name)).toEqual(free.toSorted())
})

test('a new column of text without a check is found', async () => {
  await database.pool.query('ALTER TABLE channel ADD COLUMN mood text')
  const found = (await listTextColumns(database.pool)).filter(({ name }) => name === 'channel.mood')
  expect(found).toEqual([{ name: 'channel.mood', collation: null, hasCheck: false }])
  await database.pool.query('ALTER TABLE channel DROP COLUMN mood')
})

test('the audit log takes all that the program tells it', async () => {
  await database.pool.query(`INSERT INTO workspace (id, name) VALUES ('${testId('w')}', 'Ada')`)
  await database.pool.query(
    `INSERT INTO audit_event (workspace_id, id, actor_kind, actor_label, action, target_kind)
     SELECT '${testId('w')}', md5(action || ' ' || kind)::uuid, 'user', 'ada@example.com', action, kind
     FROM unnest($1::text[]) AS action, unnest($2::text[]) AS kind`,
    [auditAction.options, auditTargetKind.options],
  )
  const into = (column: string) =>
    database.pool.query(
      `UPDATE audit_event SET ${column} = 'something else' WHERE id = md5('monitor.created monitor')::uuid`,
    )
  await expect(into('action')).rejects.toThrow('audit_event_action_check')
  await expect(into('target_kind')).rejects.toThrow('audit_event_target_kind_check')
})

test('texts are compared byte by byte, and a list of texts is never null', async () => {
  const others = (await listTextColumns(database.pool)).filter(({ collation }) => collation !== 'C')
  // In collation C only ASCII letters have upper and lower case, and tags are found in either.
  expect(others.map(({ name }) => name)).toEqual(['monitor.tags'])
  expect(await listNullableLists(database.pool)).toEqual([])
})

test('keys of tenant tables carry the workspace, and no key follows a key that changes', async () => {
  expect(await findPolicyGaps(database.pool)).toEqual([])
  expect(await listUpdatingKeys(database.pool)).toEqual([])
  await database.pool.query('ALTER TABLE membership DROP CONSTRAINT membership_user_id_fkey')
  await database.pool.query(
    `ALTER TABLE membership ADD CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON UPDATE CASCADE`,
  )
  expect(await listUpdatingKeys(database.pool)).toEqual(['membership_user_id_fkey'])
})

test('nobody has a role in a workspace without being given it', async () => {
  expect(await defaultOf(database.pool, 'membership', 'role')).toBeNull()
  expect(await defaultOf(database.pool, 'invitation', 'role')).toBeNull()
})

test('no function, policy or migration names the schema', async () => {
  expect(await listNamingSchema(database.pool)).toEqual([])
  await database.pool.query(
    `CREATE FUNCTION naming() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.monitor'`,
  )
  expect(await listNamingSchema(database.pool)).toEqual(['naming'])
  await database.pool.query('DROP FUNCTION naming()')
  const files = readdirSync('prisma', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.sql'))
  expect(files.length).toBeGreaterThan(1)
  for (const file of files) expect(readFileSync(path.join('prisma', file), 'utf8'), file).not.toMatch(/\bpublic"?\./i)
})
