import type { StartConfig } from './config'
import { openDatabase } from './database'
import { lockDataDir } from './lock'
import { lockHolder } from './lock-holder.mjs'
import { readRunning } from './running-file'
import type { LoadedSecrets } from './secrets-file'

/**
 * Runs a program with the database, whether the product runs or not: the operator's database, or the embedded one that
 * runs, or the embedded one, started for as long as the program takes.
 */
export async function withDatabase<T>(
  config: StartConfig,
  secrets: LoadedSecrets,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const running = lockHolder(config.dataDir) === null ? null : readRunning(config.dataDir)
  const url = config.databaseUrl ?? running?.databaseUrl
  if (url) return work(url)
  const lock = lockDataDir(config.dataDir)
  try {
    const database = await openDatabase(config, { secrets, onEvent: () => {} })
    try {
      return await work(database.url)
    } finally {
      await database.stop()
    }
  } finally {
    lock.release()
  }
}
