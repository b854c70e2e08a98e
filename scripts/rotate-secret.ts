import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { rotateInstallationSecret } from '@/lib/services/bootstrap/rotate-installation-secret'
import { readConfig } from '@/server/start/config'
import { readRunning } from '@/server/start/running-file'
import { loadSecrets } from '@/server/start/secrets-file'

/** Seals all stored secrets anew with LUBDUB_SECRET, opening them with those of LUBDUB_SECRET_OLD. */
async function main(): Promise<void> {
  const config = readConfig(process.env)
  const running = readRunning(config.dataDir)
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl
  if (!databaseUrl) {
    throw new Error(`Nothing runs on ${config.dataDir}. Start Lubdub first, or say which one with LUBDUB_DATA_DIR.`)
  }
  const { ring } = loadSecrets(config.dataDir, process.env)
  const pool = createPool(databaseUrl, { name: 'reseal', max: 1, statementTimeoutMs: 60_000 })
  try {
    const done = await rotateInstallationSecret(pool, createKeyring(ring))
    for (const { table, resealed, unopened } of done) {
      console.log(`${table}: ${resealed} sealed anew${unopened.length > 0 ? `, ${unopened.length} left` : ''}`)
      for (const id of unopened) console.error(`  ${id}: none of the secrets opens it`)
    }
    if (done.some(({ unopened }) => unopened.length > 0)) {
      throw new Error('Add the secret that these were sealed with to LUBDUB_SECRET_OLD, and run this again.')
    }
    console.log('All is sealed with LUBDUB_SECRET. Take LUBDUB_SECRET_OLD away and restart; LUBDUB_HASH_SECRET stays.')
  } finally {
    await pool.end()
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
