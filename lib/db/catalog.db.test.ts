import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditAction, auditTargetKind } from '@/lib/contract/audit'
import { defaultOf, listNamingSchema, listNullableLists, listTextColumns, listUpdatingKeys } from './testing/catalog'
import { findPolicyGaps } from './testing/policy-gaps'
import { createTestDatabase, type TestDatabase } from './testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.drop())

/** Columns whose values are no closed set: ids, names, addresses, what jobs and people say. */
const FREE_TEXT: Record<string, readonly string[]> = {
  api_key: ['workspace_id', 'id', 'name', 'family', 'prefix', 'created_by', 'replaces_id'],
  app_user: ['id', 'email', 'name', 'password_hash', 'locale', 'timezone'],
  audit_event: ['workspace_id', 'id', 'actor_id', 'actor_label', 'target_id', 'target_label', 'ip', 'user_agent'],
  beat: ['workspace_id', 'monitor_id', 'run_id', 'step', 'shard', 'message', 'output'],
  beat_idempotency: ['workspace_id', 'monitor_id', 'key', 'beat', 'amounts', 'run_id'],
  channel: ['workspace_id', 'id', 'name', 'last_error'],
  delivery: [
    ...['workspace_id', 'id', 'channel_id', 'event_key', 'monitor_id', 'flip_id', 'run_id', 'lease_token'],
    ...['digest_id', 'body'],
  ],
  email_token: ['user_id', 'email', 'next', 'ip'],
  flip: ['workspace_id', 'id', 'monitor_id', 'run_id', 'part'],
  heartbeat_key: [
    ...['workspace_id', 'id', 'monitor_id', 'label', 'step', 'replaces_id', 'last_used_ip', 'refused_ip'],
  ],
  identity: ['subject', 'user_id', 'email'],
  incident: ['workspace_id', 'id', 'monitor_id', 'run_id', 'part', 'open_flip_id', 'close_flip_id'],
  ingest_node: ['id', 'instance'],
  installation_setting: ['name', 'value'],
  invitation: ['workspace_id', 'id', 'email', 'invited_by', 'invited_by_label', 'accepted_by'],
  membership: ['workspace_id', 'user_id'],
  monitor: ['workspace_id', 'id', 'name', 'family', 'runbook', 'steps', 'allowed_addresses', 'made_by_key'],
  monitor_channel: ['workspace_id', 'monitor_id', 'channel_id'],
  monitor_state: ['workspace_id', 'monitor_id', 'lost_run_id', 'check_error'],
  passkey: ['id', 'user_id', 'transports', 'name', 'aaguid'],
  pending_sign_in: ['user_id', 'challenge', 'next', 'ip', 'user_agent'],
  postponed: ['workspace_id', 'monitor_id'],
  purged_workspace: ['id', 'name', 'requested_by_label', 'owner_ids'],
  rate_limit: ['key'],
  recovery_code: ['user_id'],
  run: ['workspace_id', 'id', 'monitor_id', 'key', 'unit', 'message'],
  run_part: ['workspace_id', 'run_id', 'step', 'shard', 'unit', 'message', 'checkpoint'],
  session: ['id', 'user_id', 'workspace_id', 'user_agent', 'ip', 'device', 'place'],
  sign_in_link: ['user_id'],
  totp_factor: ['user_id'],
  unjudged: ['workspace_id', 'monitor_id', 'run_id'],
  usage_day: ['workspace_id'],
  workspace: ['id', 'name', 'timezone', 'locale', 'default_channel_id', 'deleted_by'],
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
  await database.pool.query(`INSERT INTO workspace (id, name) VALUES ('w', 'Ada')`)
  await database.pool.query(
    `INSERT INTO audit_event (workspace_id, id, actor_kind, actor_label, action, target_kind)
     SELECT 'w', action || ' ' || kind, 'user', 'ada@example.com', action, kind
     FROM unnest($1::text[]) AS action, unnest($2::text[]) AS kind`,
    [auditAction.options, auditTargetKind.options],
  )
  const into = (column: string) =>
    database.pool.query(`UPDATE audit_event SET ${column} = 'something else' WHERE id = 'monitor.created monitor'`)
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
