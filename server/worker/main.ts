import { envText, requireEnv } from '@/lib/base/env'
import { createLog } from '@/lib/base/log'
import { requireKeyringSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { createPool } from '@/lib/db/pool'
import { runAsChild } from '@/server/child'
import { joinAs, joinOnceThere } from '@/server/join'
import { startWorker } from './worker'

runAsChild({ name: 'worker', start })

async function start() {
  const databaseUrl = databaseUrlOf('worker')
  const secret = requireKeyringSecrets()
  const log = createLog('worker')
  const pool = createPool(databaseUrl, { name: 'worker-join', role: 'worker', max: 2, statementTimeoutMs: 10_000 })
  const join = joinAs('worker', secret)
  const common = (await joinOnceThere(() => join(pool), { log }))!
  await pool.end()
  const smtpUrl = envText('SMTP_URL')
  if (common.hasMail && smtpUrl === null) log.warn('this worker has no SMTP_URL, but the installation sends mail')
  return startWorker({
    databaseUrl,
    secret,
    baseUrl: common.url ?? requireEnv('LUBDUB_URL'),
    smtpUrl,
    mailFrom: envText('LUBDUB_MAIL_FROM') ?? undefined,
    allowPrivateWebhooks: common.allowPrivateWebhooks,
    retentionDays: common.retentionDays,
    log,
  })
}
