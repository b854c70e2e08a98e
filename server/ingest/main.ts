import { envFlag, envNumber, envText } from '@/lib/base/env'
import { createLog } from '@/lib/base/log'
import { requireKeyringSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { getIngestBounds } from '@/lib/services/ingest/runs-of-day'
import { getQuotas } from '@/lib/services/quotas/quotas'
import { runAsChild } from '@/server/child'
import { joinAs } from '@/server/join'
import { startIngest } from './start-ingest'

runAsChild({
  name: 'ingest',
  start: () =>
    startIngest({
      join: joinAs('ingest', requireKeyringSecrets()),
      databaseUrl: databaseUrlOf('ingest'),
      secret: requireKeyringSecrets(),
      host: envText('HOST') ?? '127.0.0.1',
      port: envNumber('PORT', 4000, { min: 0, max: 65_535 }),
      webPort: envText('LUBDUB_WEB_PORT') === null ? null : envNumber('LUBDUB_WEB_PORT', 0, { max: 65_535 }),
      trustForwarded: envFlag('LUBDUB_TRUST_PROXY'),
      placeHeader: envText('LUBDUB_PLACE_HEADER'),
      hsts: { url: envText('LUBDUB_URL'), setting: envText('LUBDUB_HSTS') },
      isDevelopment: envText('NODE_ENV') === 'development',
      beatsPerSecond: envNumber('LUBDUB_BEATS_PER_SECOND', 50, { max: 1_000_000 }),
      beatsPerMinute: getQuotas().beatsPerMinute,
      bounds: getIngestBounds(),
      minRecoveryMs: envNumber('LUBDUB_RECOVERY_SECONDS', 60, { max: 3_600 }) * 1_000,
      log: createLog('ingest'),
    }),
})
