import type { ClientBase } from 'pg'
import { type Decision, saveDecisions } from '@/lib/db/monitor-state'
import { isContention, isDataError } from '@/lib/db/pg-errors'

/** The limit of waits for locks, as the session has it. */
export async function lockTimeoutOf(client: ClientBase): Promise<string> {
  const { rows } = await client.query<{ is: string }>(`SELECT current_setting('lock_timeout') AS "is"`)
  return rows[0]!.is
}

/** Sets the limit of waits for locks until the end of the transaction. `value`: as PostgreSQL writes it; a plain number is milliseconds. */
export async function setLockTimeout(client: ClientBase, value: string): Promise<void> {
  await client.query(`SELECT set_config('lock_timeout', $1, true)`, [value])
}

/**
 * Saves decisions in a savepoint. `error`: why they were not saved, which undoes the savepoint alone; null: they were saved.
 * @throws any error but refused rows and waits for locks, as of a broken connection: then the transaction is lost.
 */
export async function saveInSavepoint(
  client: ClientBase,
  decisions: readonly Decision[],
): Promise<{ hasAlerts: boolean; error: unknown }> {
  await client.query('SAVEPOINT decisions')
  try {
    const { hasAlerts } = await saveDecisions(client, decisions)
    await client.query('RELEASE SAVEPOINT decisions')
    return { hasAlerts, error: null }
  } catch (error) {
    if (!isDataError(error) && !isContention(error)) throw error
    // Throws if the connection is broken: then nothing is quarantined, and everything is claimed again.
    await client.query('ROLLBACK TO SAVEPOINT decisions')
    return { hasAlerts: false, error }
  }
}
