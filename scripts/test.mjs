import './setup/require-node.mjs'
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { endWith } from './setup/end-with.mjs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { root } from './setup/root.mjs'
import { countReport } from './test/count-report.mjs'
import { ensureBrowser } from './test/ensure-browser.mjs'
import { reportFile, stages } from './test/stages.mjs'

/** Every test, with its own set-up; ends with one line of totals. `npm test -- database` runs the stages of that name. */
process.chdir(root)
const total = { passed: 0, failed: 0 }

try {
  await ensureInstalled()
  await ensurePrismaClient()
  await ensureBrowser()
  await runStages()
} catch (error) {
  console.error(error?.message ?? error)
  total.failed += 1
}
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed === 0 ? 0 : 1)

async function runStages() {
  const wanted = process.argv.slice(2)
  for (const stage of stages.filter(({ name }) => !wanted.length || wanted.some((word) => name.includes(word)))) {
    console.log(`\n== ${stage.name}`)
    const startedAt = performance.now()
    if (stage.report) rmSync(reportFile(stage), { force: true })
    const exitCode = await run(stage)
    const count = (stage.report && countReport(reportFile(stage), stage.format)) ?? { passed: 0, failed: 0 }
    // What failed without a failed test (a crash, a lint finding, a report that is missing) counts as one.
    if (exitCode !== 0 && count.failed === 0) count.failed = 1
    if (exitCode === 0 && stage.report && count.passed + count.failed === 0) count.failed = 1
    total.passed += count.passed
    total.failed += count.failed
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    console.log(`== ${stage.name}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`)
    if (exitCode !== 0 && stage.isNeededByRest) return
  }
}

function run(stage) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, stage.args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        ...(stage.format === 'own' ? { LUBDUB_REPORT_FILE: reportFile(stage) } : {}),
      },
    })
    const release = endWith(child)
    const end = (exitCode) => {
      release()
      resolve(exitCode)
    }
    child.once('error', () => end(1))
    child.once('exit', (code) => end(code ?? 1))
  })
}
