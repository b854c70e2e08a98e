import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import type { FaultOptions } from '../options'
import { databaseOutage } from './database-outage'
import { longOutage } from './long-outage'
import { openScene } from './stage'

/** PostgreSQL goes away and comes back; then everything stands still for ten minutes. */
export async function phaseOutage(
  report: Report,
  { options, directory }: { options: FaultOptions; directory: string },
) {
  const stage = await openScene(directory)
  try {
    await databaseOutage(report, { stage, outageSeconds: options.outageSeconds })
    await delay(1_000)
    await longOutage(report, stage)
    report.none(
      'every message is signed by its channel',
      stage.sink.received.filter((line) => line.signatureFault !== null),
    )
  } finally {
    await stage.close()
  }
}
