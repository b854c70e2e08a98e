import pg from 'pg'
import { newId } from '@/lib/base/ids'
import { readRunning } from '@/server/start/running-file'

/** Queries the started product's database, for data that no page shows. */
export async function query<T extends object>(text: string, values: unknown[] = []): Promise<T[]> {
  const running = readRunning(process.env.LUBDUB_DATA_DIR ?? '')
  if (!running) throw new Error('Nothing runs.')
  const client = new pg.Client(running.databaseUrl)
  await client.connect()
  try {
    return (await client.query<T>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** A person who is an owner of a new workspace, and nothing else. */
export async function addPerson(name: string): Promise<{ userId: string; workspaceId: string; email: string }> {
  const [userId, workspaceId] = [newId(), newId()]
  const email = `${name.toLowerCase()}-${userId.slice(-6)}@example.com`
  await query('INSERT INTO app_user (id, email, name) VALUES ($1, $2, $3)', [userId, email, name])
  await query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, `${name}’s workspace`])
  await query(`INSERT INTO membership (workspace_id, user_id, role) VALUES ($1, $2, 'owner')`, [workspaceId, userId])
  return { userId, workspaceId, email }
}

/** Makes the last reauthentication of a person's sessions an hour old. */
export async function ageAuthentications(userId: string): Promise<void> {
  await query(`UPDATE session SET proved_at = proved_at - interval '1 h' WHERE user_id = $1`, [userId])
}
