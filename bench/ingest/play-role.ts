import { writeFileSync } from 'node:fs'
import { createLog } from '@/lib/base/log'
import { readLogSettings } from '@/lib/settings/read-settings'
import { startIngest } from '@/server/ingest/start-ingest'
import type { Role } from '../support/roles'
import { startBare, startOneCommit } from './baselines'
import { type LoadPlan, runLoad } from './load'

interface Settings extends LoadPlan {
  ledgerFile: string
  databaseUrl: string
  secret: string
}

/** Runs one role of the bench in a separate process. */
export async function playRole(role: Role, settings: Settings): Promise<void> {
  process.on('disconnect', () => process.exit(0))
  switch (role) {
    case 'load':
      writeFileSync(settings.ledgerFile, JSON.stringify(await runLoad(settings)))
      process.exit(0)
      break
    case 'bare':
      await startBare(settings.port)
      break
    case 'one-commit':
      await startOneCommit(settings.port, settings.databaseUrl)
      break
    case 'ingest': {
      const { databaseUrl, secret, port } = settings
      const running = await startIngest({
        databaseUrl,
        secret,
        port,
        host: '127.0.0.1',
        webPort: null,
        trustForwarded: false,
        isDevelopment: false,
        beatsPerSecond: 0,
        minRecoveryMs: 60_000,
        log: createLog('ingest', readLogSettings(process.env).logLevel),
      })
      process.on('SIGTERM', () => running.stop().then(() => process.exit(0)))
      break
    }
  }
  process.send?.({ type: 'ready' })
}
