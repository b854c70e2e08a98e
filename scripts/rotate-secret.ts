import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { rotateInstallationSecret } from '@/lib/services/bootstrap/rotate-installation-secret'
import { readSettings } from '@/lib/settings/read-settings'
import { startConfigOf } from '@/server/start/config'
import { readRunning } from '@/server/start/running-file'
import { loadSecrets } from '@/server/start/secrets-file'

/** Encrypts all stored secrets again with LUBDUB_SECRET; LUBDUB_SECRET_OLD decrypts those of before. */
async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const config = startConfigOf(settings)
  const running = readRunning(config.dataDir)
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl
  if (!databaseUrl) {
    throw new Error(
      `Lubdub does not run on ${config.dataDir}. Start it first, or name its data directory in LUBDUB_DATA_DIR.`,
    )
  }
  const { ring } = loadSecrets(config.dataDir, settings)
  const pool = createPool(databaseUrl, { name: 'rotate-secret', max: 1, statementTimeoutMs: 60_000 })
  try {
    const done = await rotateInstallationSecret(pool, createKeyring(ring))
    for (const { table, reencrypted, unopened } of done) {
      console.log(`${table}: ${reencrypted} re-encrypted${unopened.length > 0 ? `, ${unopened.length} left` : ''}`)
      for (const id of unopened) console.error(`  ${id}: no given secret decrypts it`)
    }
    if (done.some(({ unopened }) => unopened.length > 0)) {
      throw new Error('Add the secret that encrypted these to LUBDUB_SECRET_OLD, and run this again.')
    }
    console.log(
      'Everything is encrypted with LUBDUB_SECRET. Remove LUBDUB_SECRET_OLD and restart; keep LUBDUB_HASH_SECRET.',
    )
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
