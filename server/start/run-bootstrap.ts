import type { KeyringSecrets } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { bootstrap } from '@/lib/services/bootstrap/bootstrap'
import { givenSettings } from '@/lib/services/installation/shared-settings'
import type { Settings } from '@/lib/settings/read-settings'
import type { StartConfig } from './config'
import { StartError } from './start-error'

/**
 * Creates what the first owner needs to sign in; does nothing at later starts.
 * @throws StartError when the database belongs to another secret.
 */
export async function runBootstrap(
  config: StartConfig,
  options: { databaseUrl: string; secret: KeyringSecrets; given: Settings['given'] },
) {
  const pool = createPool(options.databaseUrl, { name: 'start', max: 1, statementTimeoutMs: 30_000 })
  try {
    return await bootstrap(pool, {
      now: new Date(),
      ownerEmail: config.ownerEmail,
      apiKey: config.bootstrapApiKey,
      baseUrl: config.url,
      secret: options.secret,
      given: givenSettings({ ...options.given, LUBDUB_URL: config.url }),
    })
  } catch (error) {
    throw /LUBDUB_(HASH_)?SECRET/.test(String(error)) ? new StartError((error as Error).message) : error
  } finally {
    await pool.end()
  }
}
