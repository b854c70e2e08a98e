import './setup/require-node.mjs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { root } from './setup/root.mjs'
import { ensureBrowser } from './test/ensure-browser.mjs'
import { runStage } from './test/run-stage.mjs'
import { stages } from './test/stages.mjs'

/** Every test, with its own set-up; ends with what failed and one line of totals. `npm test -- database` runs the stages of that name. */
process.chdir(root)
const failures = []
const flaky = []
let passed = 0

try {
  await ensureInstalled()
  await ensurePrismaClient()
  await ensureBrowser()
  await runStages()
} catch (error) {
  console.error(error?.message ?? error)
  failures.push(`the tests can be run\n    ${error?.message ?? error}`)
}
// What matters of a long output, where one looks first.
if (flaky.length > 0) console.log(`\nPassed only on the second try:\n${flaky.map((text) => `- ${text}`).join('\n')}`)
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((text) => `- ${text}`).join('\n')}`)
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)

async function runStages() {
  const wanted = process.argv.slice(2)
  for (const stage of stages.filter(({ name }) => !wanted.length || wanted.some((word) => name.includes(word)))) {
    console.log(`\n== ${stage.name}`)
    const startedAt = performance.now()
    const report = await runStage(stage)
    passed += report.passed
    failures.push(...report.failures.map((text) => `${stage.name}: ${text}`))
    flaky.push(...report.flaky.map((text) => `${stage.name}: ${text}`))
    const seconds = Math.round((performance.now() - startedAt) / 1000)
    console.log(`== ${stage.name}: ${report.passed} passed, ${report.failures.length} failed in ${seconds} s`)
    if (report.exitCode !== 0 && stage.isNeededByRest) return
  }
}
