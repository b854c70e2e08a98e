import { createLog } from '@/lib/base/log'
import { requireKeyringSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { createPool } from '@/lib/db/pool'
import { runAsChild } from '@/server/child'
import { joinAs, joinOnceThere } from '@/server/join'
import { startWeb } from './start-web'

runAsChild({
  name: 'web',
  async start() {
    const web = await startWeb()
    void proveOnceThere()
    return web
  },
})

/** Pages say themselves that the database is away; this process ends only when it does not fit the database. */
async function proveOnceThere(): Promise<void> {
  const pool = createPool(databaseUrlOf('web'), { name: 'web-join', role: 'web', max: 2, statementTimeoutMs: 10_000 })
  const join = joinAs('web', requireKeyringSecrets())
  await joinOnceThere(() => join(pool), { log: createLog('web') })
  await pool.end()
}
