import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks'
import { isContention } from './pg-errors'

const TRIES = 5

/**
 * Applies `prisma/policies.sql` (functions, roles, row-level security) if its text has changed since it was applied, or the owner
 * of the tables, or the roles. Returns whether processes can take their roles. False: this database user may neither create nor
 * take the roles, and everything runs as this one user, to whom row-level security does not apply.
 * @throws Error when the file cannot be applied: then nothing of it is.
 */
export async function applyPolicies(client: pg.ClientBase, file: string): Promise<boolean> {
  const sql = await readFile(file, 'utf8')
  const mark = `policies.sql ${createHash('sha256').update(sql).digest('hex')}`
  for (let tries = 1; !(await inspect(client, mark)).isCurrent; tries++) {
    try {
      await applyOnce(client, { sql, mark })
      break
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      if (tries === TRIES || !isContention(error)) throw error
    }
  }
  return (await inspect(client, mark)).hasRoles
}

async function applyOnce(client: pg.ClientBase, { sql, mark }: { sql: string; mark: string }): Promise<void> {
  await client.query('BEGIN')
  // The lock of migrations: of several starts at once, one applies the file.
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.prismaMigrate])
  if ((await inspect(client, mark)).isCurrent) return void (await client.query('COMMIT'))
  // The file locks every table. While it waits for a lock, all others wait behind it, beats too.
  await client.query(`SET LOCAL lock_timeout = '3s'`)
  await client.query(sql)
  // On the table, so that a dump that contains the policies contains the mark as well.
  await client.query(`COMMENT ON TABLE workspace IS ${pg.escapeLiteral(mark)}`)
  await client.query('COMMIT')
}

interface Inspected {
  /** Whether applying the file would change nothing. */
  isCurrent: boolean
  hasRoles: boolean
}

async function inspect(client: pg.ClientBase, mark: string): Promise<Inspected> {
  const { rows } = await client.query<Inspected>(INSPECT, [mark])
  return { isCurrent: rows[0]?.isCurrent === true, hasRoles: rows[0]?.hasRoles === true }
}

// The policy `owner` must be for the present owner, not for that of the database from which the tables were restored. Without roles
// there is no policy `web`; if this user may create roles now, applying the file creates them.
const INSPECT = `WITH found AS (SELECT obj_description('workspace'::regclass, 'pg_class') = $1 AND EXISTS (
    SELECT FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname = 'owner'
      AND polroles = (SELECT ARRAY[relowner] FROM pg_class WHERE oid = 'workspace'::regclass)) AS is_applied,
  EXISTS (SELECT FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname = 'web') AS has_web,
  (SELECT bool_and(r.oid IS NOT NULL AND NOT r.rolsuper AND NOT r.rolbypassrls AND coalesce(pg_has_role(current_user, r.oid,
      CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END), false))
    FROM unnest(ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker']) AS n(name) LEFT JOIN pg_roles r ON r.rolname = n.name) AS is_usable,
  (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS may_create)
  SELECT is_applied AND CASE WHEN is_usable THEN has_web ELSE NOT may_create END AS "isCurrent",
    is_applied AND has_web AND is_usable AS "hasRoles" FROM found`
