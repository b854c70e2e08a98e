import type { PoolClient } from 'pg'
import { toPublicId } from '@/lib/contract/ids'
import type { Quarantine } from '@/lib/db/checker/claim-states'
import { lockTimeoutOf, saveInSavepoint, setLockTimeout } from '@/lib/db/checker/save-in-savepoint'
import type { Decision } from '@/lib/db/monitor-state'
import { isDataError } from '@/lib/db/pg-errors'
import type { CheckerContext } from './context'

const ALONE_LOCK_MS = 50
const ALONE_IN_ALL_MS = 3_000

export interface SavedAll {
  hasAlerts: boolean
  quarantined: Quarantine[]
  /** How many were not saved because another transaction had a lock. They stay due. */
  postponed: number
}

/**
 * Saves all decisions at once. If that fails, saves them one by one. A decision whose rows the
 * database refuses puts its monitor into quarantine. One that must wait for another transaction's
 * lock stays due, and is judged again in the next pass.
 * @throws any other error, such as a full disk or a broken connection: the transaction has failed,
 * and all stay due.
 */
export async function saveWithFallback(
  { log }: CheckerContext,
  { client, decisions }: { client: PoolClient; decisions: readonly Decision[] },
): Promise<SavedAll> {
  const saved: SavedAll = { hasAlerts: false, quarantined: [], postponed: 0 }
  if (decisions.length === 0) return saved
  const whole = await saveInSavepoint(client, decisions)
  if (whole.error === null) return { ...saved, hasAlerts: whole.hasAlerts }
  log.warn({ err: whole.error }, 'a batch of decisions was not saved; they are saved one by one')
  const lockTimeout = await lockTimeoutOf(client)
  await setLockTimeout(client, String(ALONE_LOCK_MS))
  const giveUpAt = performance.now() + ALONE_IN_ALL_MS
  for (const decision of decisions) {
    if (performance.now() > giveUpAt) {
      saved.postponed += 1
      continue
    }
    const { workspaceId, monitorId } = decision
    const { error, hasAlerts } = await saveInSavepoint(client, [decision])
    if (hasAlerts) saved.hasAlerts = true
    if (error === null) continue
    if (isDataError(error)) {
      log.error(
        { err: error, monitorId: toPublicId('mon', monitorId) },
        'a decision was refused and its monitor is in quarantine',
      )
      const sentence = 'Lubdub could not save its decision about this monitor. It tries again every five minutes.'
      saved.quarantined.push({ workspaceId, monitorId, error: sentence })
    } else saved.postponed += 1
  }
  // Not DEFAULT: behind a pooler, the default is the server's own value, which is no limit, and
  // this transaction holds locks.
  await setLockTimeout(client, lockTimeout)
  return saved
}
