import type { Report } from '@/bench/support/report'
import type { FaultOptions } from '../options'
import { longCases, shortCases } from './cases'
import { phaseFullDisk } from './full-disk'
import { playClockCase } from './play-case'
import { openStage } from './stage'
import { phaseSteps } from './step-clock'

/** The checker's clock under faults, one scenario each: no false alarm, none missing, the outage with its times. */
export async function phaseClock(report: Report, { options, directory }: { options: FaultOptions; directory: string }) {
  const stage = await openStage(directory)
  try {
    for (const scene of options.isShort ? shortCases : longCases) await playClockCase(report, { stage, scene })
  } finally {
    await stage.close()
  }
  if (options.isShort) return
  await phaseFullDisk(report, directory)
  await phaseSteps(report, directory)
}
