import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks'

/**
 * Applies `prisma/policies.sql` (functions, roles, row-level security) where its text or what stands in the database differs, and
 * answers whether processes can become their roles. False: the user who migrates may neither make nor take the roles, and
 * everything runs as this one user, whom row-level security does not stop.
 * @throws Error when the file cannot be applied: nothing of it is then.
 */
export async function applyPolicies(client: pg.ClientBase, file: string): Promise<boolean> {
  const sql = await readFile(file, 'utf8')
  const mark = `policies.sql ${createHash('sha256').update(sql).digest('hex')}`
  if (await isInForce(client, mark)) return true
  await client.query('BEGIN')
  try {
    // The lock of migrations: two starts at once apply it one after the other.
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.prismaMigrate])
    await client.query(sql)
    // Kept where the policies are, so that a dump that brings the one brings the other.
    await client.query(`COMMENT ON TABLE workspace IS ${pg.escapeLiteral(mark)}`)
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
  return isInForce(client, mark)
}

async function isInForce(client: pg.ClientBase, mark: string): Promise<boolean> {
  const { rows } = await client.query<{ isInForce: boolean }>(IN_FORCE, [mark])
  return rows[0]?.isInForce === true
}

// The policies are for the owner of today, and not for that of the database from which they were restored.
const IN_FORCE = `SELECT obj_description('workspace'::regclass, 'pg_class') = $1
  AND (SELECT count(*) = 2 FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname IN ('owner', 'web')
    AND (polname <> 'owner' OR polroles = (SELECT ARRAY[relowner] FROM pg_class WHERE oid = 'workspace'::regclass)))
  AND (SELECT bool_and(r.oid IS NOT NULL AND NOT r.rolsuper AND NOT r.rolbypassrls AND coalesce(pg_has_role(current_user, r.oid,
      CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END), false))
    FROM unnest(ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker']) AS n(name) LEFT JOIN pg_roles r ON r.rolname = n.name)
  AS "isInForce"`
