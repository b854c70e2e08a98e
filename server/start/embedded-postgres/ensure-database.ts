import pg from 'pg'
import { StartError } from '@/server/start/start-error'

/** @throws StartError when the server does not accept our password. */
export async function canConnect(password: string, port: number): Promise<boolean> {
  const client = adminClient(password, port)
  try {
    await client.connect()
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== '28P01') return false
    throw new StartError(
      'The embedded PostgreSQL does not accept the password in secrets.json. Put back the file of this ' +
        'data directory.',
    )
  } finally {
    await client.end().catch(() => {})
  }
}

/** Creates our database in a new cluster. */
export async function ensureDatabase(password: string, port: number): Promise<void> {
  const client = adminClient(password, port)
  await client.connect()
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = 'lubdub'")
    if (!rowCount) await client.query('create database lubdub')
  } finally {
    await client.end()
  }
}

function adminClient(password: string, port: number): pg.Client {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'lubdub', password, database: 'postgres' })
  client.on('error', () => {})
  return client
}
