import { setTimeout as delay } from 'node:timers/promises'
import type { Report } from '@/bench/support/report'
import type { FaultOptions } from '../options'
import { lightsOut } from './lights-out'
import { longNight } from './long-night'
import { setScene } from './scene'

/** PostgreSQL goes away and comes back; then everything stands still for ten minutes. */
export async function phaseDark(report: Report, { options, directory }: { options: FaultOptions; directory: string }) {
  const scene = await setScene(directory)
  try {
    await lightsOut(report, { scene, darkSeconds: options.darkSeconds })
    await delay(1_000)
    await longNight(report, scene)
    report.none(
      'every message is signed by its channel',
      scene.sink.received.filter((line) => line.signatureFault !== null),
    )
  } finally {
    await scene.close()
  }
}
