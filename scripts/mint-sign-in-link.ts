import { createPool } from '@/lib/db/pool'
import { mintSignInLink } from '@/lib/services/bootstrap/mint-sign-in-link'
import { readSettings } from '@/lib/settings/read-settings'
import { startConfigOf } from '@/server/start/config'
import { readRunning } from '@/server/start/running-file'
import { loadSecrets } from '@/server/start/secrets-file'

/** Prints a new sign-in link: for the first owner, or for the person with the given address. */
async function main(email: string | null): Promise<void> {
  const settings = readSettings(process.env)
  const config = startConfigOf(settings)
  const running = readRunning(config.dataDir)
  const databaseUrl = config.databaseUrl ?? running?.databaseUrl
  if (!databaseUrl) {
    throw new Error(
      `Lubdub does not run on ${config.dataDir}. Start it first, or name its data directory in LUBDUB_DATA_DIR.`,
    )
  }
  const { ring: secret } = loadSecrets(config.dataDir, settings)
  const pool = createPool(databaseUrl, { name: 'link', max: 1, statementTimeoutMs: 10_000 })
  try {
    const link = await mintSignInLink(pool, { email, baseUrl: running?.url ?? config.url, secret })
    if (!link) throw new Error(`No account has the address ${email}.`)
    console.log(link)
  } finally {
    await pool.end()
  }
}

try {
  await main(process.argv[2] ?? null)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
