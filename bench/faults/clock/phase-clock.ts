import type { Report } from '@/bench/support/report'
import type { FaultOptions } from '../options'
import { phaseFullDisk } from './full-disk'
import { playScene } from './play-scene'
import { longScenes, shortScenes } from './scenes'
import { openStage } from './stage'
import { phaseSteps } from './step-clock'

/** The clock of judgement under faults, a scene each: no false alarm, none missing, the outage with its times. */
export async function phaseClock(report: Report, { options, directory }: { options: FaultOptions; directory: string }) {
  const stage = await openStage(directory)
  try {
    for (const scene of options.isShort ? shortScenes : longScenes) await playScene(report, { stage, scene })
  } finally {
    await stage.close()
  }
  if (options.isShort) return
  await phaseFullDisk(report, directory)
  await phaseSteps(report, directory)
}
