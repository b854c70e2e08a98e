import type { PoolClient } from 'pg'
import { type Decision, saveDecisions } from '@/lib/db/watches'
import type { Aside } from './check-due'
import type { CheckerContext } from './context'

/** Saves all decisions at once; if the database refuses one of them, each on its own, and says which could not be. */
export async function saveAllThatCanBe(
  { log }: CheckerContext,
  { client, decisions }: { client: PoolClient; decisions: readonly Decision[] },
): Promise<{ hasAlerts: boolean; asides: Aside[] }> {
  const asides: Aside[] = []
  if (decisions.length === 0) return { hasAlerts: false, asides }
  const whole = await trySave(client, decisions)
  if (whole.error === null) return { hasAlerts: whole.hasAlerts, asides }
  log.warn({ err: whole.error }, 'a batch of decisions was refused; each is saved on its own')
  let hasAlerts = false
  for (const decision of decisions) {
    const { workspaceId, monitorId } = decision
    const one = await trySave(client, [decision])
    if (one.hasAlerts) hasAlerts = true
    if (one.error === null) continue
    log.error({ err: one.error, monitorId }, 'a decision was refused and its monitor is set aside')
    const error = 'Lubdub could not write down what it decided here. It looks again after the next beat or edit.'
    asides.push({ workspaceId, monitorId, error })
  }
  return { hasAlerts, asides }
}

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
    // Throws if the connection itself is gone: then nothing is set aside, and everything is claimed again.
    await client.query('ROLLBACK TO SAVEPOINT decisions')
    return { hasAlerts: false, error }
  }
}
