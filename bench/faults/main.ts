import { writeFileSync } from 'node:fs'
import { Report } from '@/bench/support/report'
import { makeWorkDir } from '@/bench/support/work-dir'
import { phaseFire } from './fire/phase-fire'
import { readOptions } from './options'

const options = readOptions(process.argv.slice(2))
const report = new Report()
const work = makeWorkDir('faults')
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))

await attempt('fire', () => phaseFire(report, { options, directory: work.directory }))

if (report.failed === 0) work.remove()
else console.log(`\nLedgers, logs and data are kept in ${work.directory}`)
const { passed, failed } = report
const { LUBDUB_REPORT_FILE } = process.env
if (LUBDUB_REPORT_FILE) writeFileSync(LUBDUB_REPORT_FILE, JSON.stringify({ passed, failed }))
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function attempt(name: string, phase: () => Promise<void>): Promise<void> {
  if (!options.phases.includes(name)) return
  try {
    await phase()
  } catch (error) {
    report.check(`phase ${name} runs to its end`, false)
    console.error(error)
  }
}
