import { createLog } from '@/lib/base/log'
import { createPool } from '@/lib/db/pool'
import { Ingest } from '../ingest'
import { testKeyring } from './heard-monitor'

export interface OpenIngest {
  ingest: Ingest
  stop(): Promise<void>
}

/** An ingest as a process has it, for tests. */
export async function openIngest(
  url: string,
  change: { node?: string; beatsPerSecond?: number; beatsPerMinute?: number } = {},
): Promise<OpenIngest> {
  const pool = createPool(url, { name: 'ingest', role: 'ingest', max: 2, statementTimeoutMs: 3_000, byIndex: true })
  const tickPool = createPool(url, { name: 'ingest-tick', role: 'ingest', max: 2, statementTimeoutMs: 3_000 })
  const sidePool = createPool(url, { name: 'ingest-side', role: 'ingest', max: 2, statementTimeoutMs: 3_000 })
  const log = createLog('ingest', 'silent')
  const ingest = new Ingest({
    pool,
    tickPool,
    sidePool,
    databaseUrl: url,
    keyring: testKeyring,
    log,
    node: change.node ?? 'test',
    beatsPerSecond: change.beatsPerSecond ?? 0,
    beatsPerMinute: change.beatsPerMinute ?? null,
    minRecoveryMs: 60_000,
  })
  await ingest.start()
  return {
    ingest,
    async stop() {
      await ingest.stop()
      await ingest.leaveForGood()
      await Promise.all([pool, tickPool, sidePool].map((one) => one.end()))
    },
  }
}
