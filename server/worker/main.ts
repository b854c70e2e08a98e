import { createLog } from '@/lib/base/log'
import { createPool } from '@/lib/db/pool'
import { databaseOf, keyringSecretsIn, requireSetting } from '@/lib/settings/derived'
import type { Settings } from '@/lib/settings/read-settings'
import { runAsChild } from '@/server/child'
import { joinAs, joinOnceThere } from '@/server/join'
import { startWorker } from './worker'

runAsChild({ name: 'worker', start })

async function start(settings: Settings) {
  const { databaseUrl, role } = databaseOf(settings, 'worker')
  const secret = keyringSecretsIn(settings)
  const log = createLog('worker', settings.logLevel)
  const pool = createPool(databaseUrl, { name: 'worker-join', role, max: 2, statementTimeoutMs: 10_000 })
  const join = joinAs('worker', settings)
  const common = (await joinOnceThere(() => join(pool), { log }))!
  await pool.end()
  const { smtpUrl, mailFrom } = settings
  if (common.hasMail && smtpUrl === null) log.warn('this worker has no SMTP_URL, but the installation sends mail')
  return startWorker({
    databaseUrl,
    role,
    secret,
    baseUrl: common.url ?? requireSetting(settings.url, 'LUBDUB_URL'),
    smtpUrl,
    mailFrom: mailFrom ?? undefined,
    allowPrivateWebhooks: common.allowPrivateWebhooks,
    retentionDays: common.retentionDays,
    log,
  })
}
