import { hostname } from 'node:os'
import { envNumber } from '@/lib/base/env'
import { createLog } from '@/lib/base/log'
import { createKeyring, requireKeyringSecrets } from '@/lib/base/secrets'
import { databaseUrlOf } from '@/lib/db/connection'
import { createPool } from '@/lib/db/pool'
import { getQuotas } from '../quotas/quotas'
import { Ingest } from './ingest'
import { getIngestBounds } from './runs-of-day'

const holder = globalThis as unknown as { lubdubIngest?: Promise<Ingest> }

/** The ingest of a process that was not started as an ingest process. It starts with the first beat, and then ticks like any other. */
export function getIngest(): Promise<Ingest> {
  holder.lubdubIngest ??= begin().catch((error: unknown) => {
    holder.lubdubIngest = undefined
    throw error
  })
  return holder.lubdubIngest
}

async function begin(): Promise<Ingest> {
  const url = databaseUrlOf('ingest')
  const ingest = new Ingest({
    databaseUrl: url,
    pool: createPool(url, { name: 'ingest', role: 'ingest', max: 2, statementTimeoutMs: 3_000, byIndex: true }),
    tickPool: createPool(url, { name: 'ingest-tick', role: 'ingest', max: 2, statementTimeoutMs: 3_000 }),
    sidePool: createPool(url, { name: 'ingest-side', role: 'ingest', max: 2, statementTimeoutMs: 3_000 }),
    keyring: createKeyring(requireKeyringSecrets()),
    log: createLog('ingest'),
    node: `${hostname()}:web:${process.pid}`,
    beatsPerSecond: envNumber('LUBDUB_BEATS_PER_SECOND', 50, { max: 1_000_000 }),
    beatsPerMinute: getQuotas().beatsPerMinute,
    bounds: getIngestBounds(),
    minRecoveryMs: envNumber('LUBDUB_RECOVERY_SECONDS', 60, { max: 3_600 }) * 1_000,
  })
  await ingest.start()
  return ingest
}
