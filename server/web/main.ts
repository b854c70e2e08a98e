import { createLog } from '@/lib/base/log'
import { createPool } from '@/lib/db/pool'
import { databaseOf } from '@/lib/settings/derived'
import { provideSettings } from '@/lib/settings/process-settings'
import type { Settings } from '@/lib/settings/read-settings'
import { runAsChild } from '@/server/child'
import { joinAs, joinOnceThere } from '@/server/join'
import { startWeb } from './start-web'

runAsChild({
  name: 'web',
  async start(settings) {
    // Only ingest reaches this process: it made or checked all headers about the caller.
    provideSettings({ ...settings, isBehindIngest: true })
    const web = await startWeb(settings)
    void proveOnceThere(settings)
    return web
  },
})

/** Pages say themselves that the database is away; this process ends only when it does not fit the database. */
async function proveOnceThere(settings: Settings): Promise<void> {
  const { databaseUrl, role } = databaseOf(settings, 'web')
  const pool = createPool(databaseUrl, { name: 'web-join', role, max: 2, statementTimeoutMs: 10_000 })
  const join = joinAs('web', settings)
  await joinOnceThere(() => join(pool), { log: createLog('web', settings.logLevel) })
  await pool.end()
}
