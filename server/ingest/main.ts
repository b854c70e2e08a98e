import { createLog } from '@/lib/base/log'
import { ingestBoundsOf } from '@/lib/services/ingest/runs-of-day'
import { quotasOf } from '@/lib/services/quotas/quotas'
import { databaseOf, keyringSecretsIn } from '@/lib/settings/derived'
import { runAsChild } from '@/server/child'
import { joinAs } from '@/server/join'
import { startIngest } from './start-ingest'

runAsChild({
  name: 'ingest',
  start: async (settings) =>
    startIngest({
      ...databaseOf(settings, 'ingest'),
      join: joinAs('ingest', settings),
      secret: keyringSecretsIn(settings),
      host: settings.host,
      port: settings.port,
      webPort: settings.webPort,
      trustForwarded: settings.trustProxy,
      placeHeader: settings.placeHeader,
      hsts: { url: settings.url, hasHsts: settings.hasHsts },
      isDevelopment: process.env.NODE_ENV === 'development',
      beatsPerSecond: settings.beatsPerSecond,
      beatsPerMinute: quotasOf(settings).beatsPerMinute,
      bounds: ingestBoundsOf(settings),
      minRecoveryMs: settings.recoverySeconds * 1_000,
      log: createLog('ingest', settings.logLevel),
    }),
})
