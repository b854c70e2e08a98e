import type pg from 'pg'
import { ADVISORY_LOCKS } from './advisory-locks'

/**
 * Makes the roles and their walls where they are missing, and answers whether processes can become them. False: the user
 * who migrates may neither make nor take them, and everything runs as this one user, whom row-level security does not stop.
 */
export async function applyPolicies(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ usable: boolean; standing: boolean }>(STATE)
  if (rows[0]?.usable && rows[0].standing) return true
  await client.query('BEGIN')
  try {
    // The lock of migrations: two starts at once raise them one after the other.
    await client.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.prismaMigrate])
    await client.query('SELECT make_roles()')
    await client.query('SELECT raise_walls()')
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    throw error
  }
  const { rows: after } = await client.query<{ usable: boolean; standing: boolean }>(STATE)
  return Boolean(after[0]?.usable && after[0].standing)
}

const STATE = `SELECT
  (SELECT bool_and(r.oid IS NOT NULL AND NOT r.rolsuper AND NOT r.rolbypassrls AND coalesce(pg_has_role(current_user, r.oid,
      CASE WHEN current_setting('server_version_num')::integer >= 160000 THEN 'SET' ELSE 'MEMBER' END), false))
    FROM unnest(ARRAY['lubdub_web', 'lubdub_ingest', 'lubdub_worker']) AS n(name) LEFT JOIN pg_roles r ON r.rolname = n.name) AS usable,
  (SELECT count(*) = 2 FROM pg_policy WHERE polrelid = 'workspace'::regclass AND polname IN ('owner', 'web')
     AND (polname <> 'owner' OR polroles = (SELECT ARRAY[relowner] FROM pg_class WHERE oid = 'workspace'::regclass))) AS standing`
