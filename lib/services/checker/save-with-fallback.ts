import type { PoolClient } from 'pg'
import { type Decision, saveDecisions } from '@/lib/db/monitor-state'
import { isContention, isDataError } from '@/lib/db/pg-errors'
import type { Quarantine } from './check-due'
import type { CheckerContext } from './context'

const ALONE_LOCK_MS = 50
const ALONE_IN_ALL_MS = 3_000

export interface SavedAll {
  hasAlerts: boolean
  quarantined: Quarantine[]
  /** How many were not saved because somebody else was in the way. They stay due. */
  postponed: number
}

/**
 * Saves all decisions at once, or, where that fails, each on its own. One whose rows the database refuses is set aside; one that somebody
 * else's lock is in the way of stays due, and is judged again in the next pass.
 * @throws any other error, as of a full disk or a broken connection: the transaction is lost, and all of them stay due.
 */
export async function saveWithFallback(
  { log }: CheckerContext,
  { client, decisions }: { client: PoolClient; decisions: readonly Decision[] },
): Promise<SavedAll> {
  const saved: SavedAll = { hasAlerts: false, quarantined: [], postponed: 0 }
  if (decisions.length === 0) return saved
  const whole = await trySave(client, decisions)
  if (whole.error === null) return { ...saved, hasAlerts: whole.hasAlerts }
  log.warn({ err: whole.error }, 'a batch of decisions was not saved; each is saved on its own')
  const lockTimeout = await lockTimeoutOf(client)
  await setLockTimeout(client, String(ALONE_LOCK_MS))
  const giveUpAt = performance.now() + ALONE_IN_ALL_MS
  for (const decision of decisions) {
    if (performance.now() > giveUpAt) {
      saved.postponed += 1
      continue
    }
    const { workspaceId, monitorId } = decision
    const { error, hasAlerts } = await trySave(client, [decision])
    if (hasAlerts) saved.hasAlerts = true
    if (error === null) continue
    if (isDataError(error)) {
      log.error({ err: error, monitorId }, 'a decision was refused and its monitor is set aside')
      const sentence = 'Lubdub could not write down what it decided here. It tries again every five minutes.'
      saved.quarantined.push({ workspaceId, monitorId, error: sentence })
    } else saved.postponed += 1
  }
  // Not DEFAULT: behind a pooler that is the server's own, which is none, and this transaction holds states.
  await setLockTimeout(client, lockTimeout)
  return saved
}

async function lockTimeoutOf(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ is: string }>(`SELECT current_setting('lock_timeout') AS "is"`)
  return rows[0]!.is
}

/** Until the end of the transaction. */
const setLockTimeout = (client: PoolClient, value: string) =>
  client.query(`SELECT set_config('lock_timeout', $1, true)`, [value])

async function trySave(
  client: PoolClient,
  decisions: readonly Decision[],
): Promise<{ hasAlerts: boolean; error: unknown }> {
  await client.query('SAVEPOINT decisions')
  try {
    const { hasAlerts } = await saveDecisions(client, decisions)
    await client.query('RELEASE SAVEPOINT decisions')
    return { hasAlerts, error: null }
  } catch (error) {
    if (!isDataError(error) && !isContention(error)) throw error
    // Throws if the connection itself is gone: then nothing is set aside, and everything is claimed again.
    await client.query('ROLLBACK TO SAVEPOINT decisions')
    return { hasAlerts: false, error }
  }
}
