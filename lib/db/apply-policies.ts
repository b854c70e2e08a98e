import pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks'
import { isContention } from './pg-errors'
import { type Policies, readPolicies } from './read-policies'

const TRIES = 5

export interface Applied {
  /**
   * Whether processes can take their roles. False: this database user may neither create nor take the roles, and
   * everything runs as this one user, to whom row-level security does not apply.
   */
  hasRoles: boolean
  own: number
  /** The version of the database's policies, if it is later than that of the file: they stay. Null: the file's are there. */
  newer: number | null
}

/**
 * Applies `prisma/policies.sql` (functions, roles, row-level security) if its text has changed since it was applied, or the owner
 * of the tables, or the roles; never over those of a later version.
 * @throws Error when the file cannot be applied: then nothing of it is.
 */
export async function applyPolicies(client: pg.ClientBase, file: string): Promise<Applied> {
  const policies = await readPolicies(file)
  for (let tries = 1; !(await inspect(client, policies)).isCurrent; tries++) {
    try {
      await applyOnce(client, policies)
      break
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {})
      if (tries === TRIES || !isContention(error)) throw error
    }
  }
  const { hasRoles, newer } = await inspect(client, policies)
  return { hasRoles, own: policies.version, newer }
}

async function applyOnce(client: pg.ClientBase, policies: Policies): Promise<void> {
  await client.query('BEGIN')
  // The lock of migrations: of several starts at once, one applies the file.
  await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.prismaMigrate])
  if ((await inspect(client, policies)).isCurrent) return void (await client.query('COMMIT'))
  // The file locks every table. While it waits for a lock, all others wait behind it, beats too.
  await client.query(`SET LOCAL lock_timeout = '3s'`)
  await client.query(policies.sql)
  // On the table, so that a dump that contains the policies contains the mark as well.
  const mark = `policies.sql ${policies.version} ${policies.hash}`
  await client.query(`COMMENT ON TABLE workspace IS ${pg.escapeLiteral(mark)}`)
  await client.query('COMMIT')
}

interface Inspected {
  /** Whether there is nothing to apply. */
  isCurrent: boolean
  hasRoles: boolean
  newer: number | null
}

interface Standing {
  mark: string | null
  isOfOwner: boolean
  hasWeb: boolean
  isUsable: boolean
  mayCreate: boolean
}

async function inspect(client: pg.ClientBase, { version, hash }: Policies): Promise<Inspected> {
  const { mark, isOfOwner, hasWeb, isUsable, mayCreate } = (await client.query<Standing>(STANDING)).rows[0]!
  const [, stored = '0', storedHash] = /^policies\.sql (?:(\d+) )?(\w+)$/.exec(mark ?? '') ?? []
  const newer = Number(stored) > version ? Number(stored) : null
  const isApplied = isOfOwner && (newer !== null || (Number(stored) === version && storedHash === hash))
  // Without roles there is no policy `web`; if this user may create roles now, applying the file creates them.
  const isWhole = isApplied && (isUsable ? hasWeb : !mayCreate)
  return { isCurrent: newer !== null || isWhole, hasRoles: isApplied && hasWeb && isUsable, newer }
}

// The policy `owner` must be for the present owner, not for that of the database from which the tables were restored.
const STANDING = `SELECT obj_description('workspace'::regclass, 'pg_class') AS mark,
  EXISTS (
    SELECT FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname = 'owner'
      AND polroles = (SELECT ARRAY[relowner] FROM pg_class WHERE oid = 'workspace'::regclass)) AS "isOfOwner",
  EXISTS (SELECT FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname = 'web') AS "hasWeb",
  (SELECT bool_and(r.oid IS NOT NULL AND NOT r.rolsuper AND NOT r.rolbypassrls AND coalesce(pg_has_role(current_user, r.oid,
      CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END), false))
    FROM unnest(ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker']) AS n(name) LEFT JOIN pg_roles r ON r.rolname = n.name) AS "isUsable",
  (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) AS "mayCreate"`
