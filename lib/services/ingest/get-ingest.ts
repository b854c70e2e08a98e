import { hostname } from 'node:os'
import { createLog } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { databaseOf, keyringSecretsIn } from '@/lib/settings/derived'
import type { Settings } from '@/lib/settings/read-settings'
import { quotasOf } from '../quotas/quotas'
import { Ingest } from './ingest'
import { ingestBoundsOf } from './runs-of-day'

const holder = globalThis as unknown as { lubdubIngest?: Promise<Ingest> }

/** The ingest of a process that was not started as an ingest process. It starts with the first beat, and then ticks like any other. */
export function getIngest(settings: Settings): Promise<Ingest> {
  holder.lubdubIngest ??= begin(settings).catch((error: unknown) => {
    holder.lubdubIngest = undefined
    throw error
  })
  return holder.lubdubIngest
}

async function begin(settings: Settings): Promise<Ingest> {
  const { databaseUrl, role } = databaseOf(settings, 'ingest')
  const ingest = new Ingest({
    databaseUrl,
    role,
    pool: createPool(databaseUrl, { name: 'ingest', role, max: 2, statementTimeoutMs: 3_000, byIndex: true }),
    tickPool: createPool(databaseUrl, { name: 'ingest-tick', role, max: 2, statementTimeoutMs: 3_000 }),
    sidePool: createPool(databaseUrl, { name: 'ingest-side', role, max: 2, statementTimeoutMs: 3_000 }),
    keyring: createKeyring(keyringSecretsIn(settings)),
    log: createLog('ingest', settings.logLevel),
    node: `${hostname()}:web:${process.pid}`,
    beatsPerSecond: settings.beatsPerSecond,
    beatsPerMinute: quotasOf(settings).beatsPerMinute,
    bounds: ingestBoundsOf(settings),
    minRecoveryMs: settings.recoverySeconds * 1_000,
  })
  await ingest.start()
  return ingest
}
