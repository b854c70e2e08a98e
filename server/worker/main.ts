import { envNumber, envText, requireEnv } from '@/lib/base/env'
import { createLog } from '@/lib/base/log'
import { requireRingSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { allowsPrivateWebhooks } from '@/lib/services/channels/require-webhook-url'
import { runAsChild } from '@/server/child'
import { startWorker } from './worker'

runAsChild({
  name: 'worker',
  start: () =>
    startWorker({
      databaseUrl: databaseUrlOf('worker'),
      secret: requireRingSecrets(),
      baseUrl: requireEnv('LUBDUB_URL'),
      smtpUrl: envText('SMTP_URL'),
      mailFrom: envText('LUBDUB_MAIL_FROM') ?? undefined,
      allowPrivateWebhooks: allowsPrivateWebhooks(),
      retentionDays: envNumber('LUBDUB_BEAT_RETENTION_DAYS', 90, { min: 1, max: 36_500 }),
      log: createLog('worker'),
    }),
})
