import type { Pool } from 'pg'

/** Unique indexes that do not begin with the workspace, because the caller does not know the workspace yet. */
const WITHOUT_WORKSPACE = new Map([
  ['heartbeat_key_hash_key', 'a heartbeat URL contains only the key'],
  ['api_key_hash_key', 'an API call contains only the key'],
  ['invitation_token_hash_key', 'a person who opens an invitation is in no workspace yet'],
])

/**
 * Tables without a foreign key to their monitor: their rows are written so often that it would cost
 * too much.
 */
const WITHOUT_MONITOR_KEY = new Set(['beat', 'beat_idempotency', 'run'])

/** A row of it is never looked for by itself; why each of these has no key is in its migration. */
const WITHOUT_PRIMARY_KEY = new Set(['beat'])

/** Tables with a workspace column that do not belong to a workspace. */
const NOT_TENANT = new Map([['session', 'it belongs to a person, and stores which workspace is shown']])

/** Functions that run with the privileges of their owner (SECURITY DEFINER). */
const SECURITY_DEFINER_FUNCTIONS = [
  ...['api_key_of', 'drop_beat_partition', 'ensure_beat_partitions', 'invitation_of', 'lags', 'purged_workspaces_of'],
  ...['workspaces_of', 'ingest_tick', 'health_facts', 'owners_of', 'leave_purged_workspace'],
]

const ROLES = ['lubdub_web', 'lubdub_ingest', 'lubdub_worker']

interface Table {
  oid: number
  name: string
  key: string
  hasRowSecurity: boolean
  isPartition: boolean
}

/** Every gap in row-level security, each as a sentence. Empty: there is none. */
export async function findPolicyGaps(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<Table>(TABLES)
  const tables = rows.filter((table) => !NOT_TENANT.has(table.name))
  const gaps: string[] = []
  for (const table of tables) {
    gaps.push(...(table.isPartition ? await gapsOfPartition(pool, table) : await gapsOfTable(pool, table)))
  }
  return [...gaps, ...(await gapsOfFunctions(pool)), ...(await gapsOfRoles(pool))]
}

async function gapsOfTable(pool: Pool, { oid, name, key, hasRowSecurity }: Table): Promise<string[]> {
  const gaps: string[] = []
  if (!hasRowSecurity) gaps.push(`${name}: row-level security is not both enabled and forced`)
  const { rows: policies } = await pool.query<{ using: string; check: string | null }>(POLICIES, [oid])
  const { rows: rights } = await pool.query<{ any: boolean }>(
    `SELECT has_table_privilege('lubdub_web', $1::oid, 'SELECT, INSERT, UPDATE, DELETE') AS any`,
    [oid],
  )
  const wanted = `(${key} = (NULLIF(current_setting('lubdub.workspace_id'::text, true), ''::text))::uuid)`
  if (rights[0]?.any && policies.length === 0)
    gaps.push(`${name}: the web role has privileges, and no policy limits them`)
  for (const { using, check } of policies) {
    if (using !== wanted || (check !== null && check !== wanted))
      gaps.push(`${name}: a policy lets the web see ${using}`)
  }
  const { rows: columns } = await pool.query<{ nullable: boolean }>(
    'SELECT NOT attnotnull AS nullable FROM pg_attribute WHERE attrelid = $1 AND attname = $2',
    [oid, key],
  )
  if (columns[0]?.nullable) gaps.push(`${name}: ${key} may be null`)
  const { rows: uniques } = await pool.query<{ index: string; first: string }>(UNIQUES, [oid])
  if (uniques.length === 0 && !WITHOUT_PRIMARY_KEY.has(name)) gaps.push(`${name}: there is no primary key`)
  for (const { index, first } of uniques) {
    if (first !== key && !WITHOUT_WORKSPACE.has(index)) gaps.push(`${name}: ${index} does not begin with ${key}`)
  }
  const { rows: keys } = await pool.query<{ name: string; to: string; holds: boolean }>(FOREIGN_KEYS, [oid, key])
  if (!WITHOUT_MONITOR_KEY.has(name) && name !== 'workspace' && keys.length === 0)
    gaps.push(`${name}: it has no foreign key to a tenant table`)
  for (const fk of keys) {
    if (!fk.holds) gaps.push(`${name}: ${fk.name} could point into ${fk.to} of another workspace`)
  }
  return gaps
}

async function gapsOfPartition(pool: Pool, { oid, name }: Table): Promise<string[]> {
  const { rows } = await pool.query<{ role: string }>(
    `SELECT role FROM unnest($2::text[]) AS role WHERE has_any_column_privilege(role, $1::oid, 'SELECT, INSERT, UPDATE')
       OR has_table_privilege(role, $1::oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')`,
    [oid, ROLES],
  )
  return rows.map(({ role }) => `${name}: ${role} can read or write this partition without the policies of its table`)
}

async function gapsOfFunctions(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; isFixed: boolean; isOpen: boolean }>(
    `SELECT proname AS name, coalesce(proconfig @> ARRAY['search_path=' || quote_ident(current_schema()) || ', pg_temp'], false) AS "isFixed",
       EXISTS (SELECT FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a WHERE a.grantee = 0) AS "isOpen"
     FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prosecdef ORDER BY proname`,
  )
  const gaps = rows
    .filter(({ name }) => !SECURITY_DEFINER_FUNCTIONS.includes(name))
    .map(({ name }) => `${name}(): a security-definer function that is not listed`)
  for (const { name, isFixed, isOpen } of rows) {
    if (!isFixed) gaps.push(`${name}(): its search_path is not fixed`)
    if (isOpen) gaps.push(`${name}(): everybody may call it`)
  }
  const { rows: views } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm')`,
  )
  return [...gaps, ...views.map(({ name }) => `${name}: a view reads with the privileges of its owner`)]
}

async function gapsOfRoles(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) AS name LEFT JOIN pg_roles ON rolname = name
     WHERE oid IS NULL OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb`,
    [ROLES],
  )
  return rows.map(({ name }) => `${name}: is missing, or has too many privileges`)
}

const TABLES = `SELECT c.oid::int8 AS oid, c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS "hasRowSecurity",
    c.relispartition AS "isPartition", CASE WHEN c.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END AS key
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND (c.relname = 'workspace'
    OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'workspace_id' AND NOT a.attisdropped))
  ORDER BY c.relname`

const POLICIES = `SELECT pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check
  FROM pg_policy WHERE polrelid = $1 AND polpermissive AND (polroles @> ARRAY['lubdub_web'::regrole::oid] OR polroles @> ARRAY[0::oid])`

const UNIQUES = `SELECT i.indexrelid::regclass::text AS index, a.attname AS first
  FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  WHERE i.indrelid = $1 AND i.indisunique`

// A foreign key to another tenant table is safe if it contains the workspace of both rows.
const FOREIGN_KEYS = `SELECT f.conname AS name, t.relname AS to, EXISTS (
    SELECT FROM unnest(f.conkey, f.confkey) AS p(here, there)
    JOIN pg_attribute h ON h.attrelid = f.conrelid AND h.attnum = p.here
    JOIN pg_attribute g ON g.attrelid = f.confrelid AND g.attnum = p.there
    WHERE h.attname = $2 AND g.attname = CASE WHEN t.relname = 'workspace' THEN 'id' ELSE 'workspace_id' END) AS holds
  FROM pg_constraint f JOIN pg_class t ON t.oid = f.confrelid
  WHERE f.conrelid = $1 AND f.contype = 'f' AND (t.relname = 'workspace'
    OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'workspace_id'))`
