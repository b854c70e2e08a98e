import { makeWorkDir } from '@/bench/support/work-dir'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { backupCases } from './backup-cases'
import { etlCases } from './etl-cases'
import { etlKeysCases } from './etl-keys-cases'
import { fanOutCases } from './fan-out-cases'
import { killedCases } from './killed-cases'
import { type Place, startPlace } from './place'
import { protocolCases } from './protocol-cases'

/** Runs every example against a separate product, and checks what the product stored. */
const lanes = [
  { ...backupCases, ...protocolCases },
  { ...etlCases, ...etlKeysCases },
  { ...fanOutCases, ...killedCases },
]
const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('examples')
let place: Place | null = null

try {
  place = await startPlace(work.directory)
  await Promise.all(lanes.map(runLane))
} catch (error) {
  count.failures.push('the examples run to their end')
  console.log(error)
} finally {
  await place?.stop()
  work.remove()
}
process.exit(writeReport(count))

async function runLane(cases: Record<string, (place: Place) => Promise<void>>): Promise<void> {
  for (const [name, run] of Object.entries(cases)) await runCase(name, () => run(place!))
}

async function runCase(name: string, run: () => Promise<void>): Promise<void> {
  const startedAt = performance.now()
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  try {
    await run()
    count.passed += 1
    console.log(`  ok      ${name} (${seconds()})`)
  } catch (error) {
    count.failures.push(name)
    console.log(`  FAILED  ${name} (${seconds()})\n${(error as Error).stack}`)
  }
}
