import { spawnSync } from 'node:child_process'
import { Report } from '@/bench/support/report'
import { makeWorkDir } from '@/bench/support/work-dir'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { phaseClock } from './clock/phase-clock'
import { phaseCrash } from './crash/phase-crash'
import { phaseFailover } from './failover/phase-failover'
import { missingTools } from './failover/tools'
import { readOptions } from './options'
import { phaseOutage } from './outage/phase-outage'

type Phase = (report: Report) => Promise<void>

const options = readOptions(process.argv.slice(2))
const missing = options.phases.includes('failover') ? missingTools() : null
if (missing !== null) {
  console.error(missing)
  process.exit(1)
}
const work = makeWorkDir('faults')
const { directory } = work
process.on('SIGINT', () => process.exit(130))
process.on('SIGTERM', () => process.exit(143))
process.on('SIGHUP', () => process.exit(129))

const build = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] })
if (build.status !== 0) process.exit(1)

const all: Record<string, Phase> = {
  crash: (report) => phaseCrash(report, { options, directory }),
  outage: (report) => phaseOutage(report, { options, directory }),
  clock: (report) => phaseClock(report, { options, directory }),
  failover: (report) => phaseFailover(report, directory),
}
const chosen = Object.entries(all).filter(([name]) => options.phases.includes(name))
const reports: Report[] = []
// The short form plays them side by side, on installations of their own.
if (options.isShort) await Promise.all(chosen.map(([name, phase]) => attempt(name, phase)))
else for (const [name, phase] of chosen) await attempt(name, phase)

const passed = reports.reduce((sum, report) => sum + report.passed, 0)
const failures = reports.flatMap((report) => report.broken)
if (failures.length === 0) work.remove()
else console.log(`\nLedgers, logs and data are kept in ${directory}`)
process.exit(writeReport({ passed, failures }))

async function attempt(name: string, phase: Phase): Promise<void> {
  const lines: string[] = []
  const report = new Report(options.isShort ? (line) => lines.push(line) : console.log)
  reports.push(report)
  try {
    await phase(report)
    if (report.passed + report.broken.length === 0) report.check(`phase ${name} checks something`, false)
  } catch (error) {
    report.check(`phase ${name} runs to its end`, false, error instanceof Error ? error.stack : error)
  }
  if (lines.length > 0) console.log(lines.join('\n'))
}
