import type { Log } from '@/lib/base/log'
import { isOwnFault } from '@/lib/db/pg-errors'

/**
 * Work for one of many: its failure is logged, with what it was about, and holds up none of the others. Returns null
 * then.
 * @throws while the database is away: the others would fail as well.
 */
export async function tryAlone<T>(
  work: () => Promise<T>,
  { log, failed, about }: { log: Log; failed: string; about: Readonly<Record<string, unknown>> },
): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (!isOwnFault(error)) throw error
    log.error({ err: error, ...about }, failed)
    return null
  }
}
