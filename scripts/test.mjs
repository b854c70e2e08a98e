import './setup/require-node.mjs'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { inRoot, root } from './setup/root.mjs'
import { choose } from './test/choose.mjs'
import { ensureBrowser } from './test/ensure-browser.mjs'
import { runStage } from './test/run-stage.mjs'
import { stages } from './test/stages.mjs'

/**
 * Every test, with its own set-up; ends with what failed and one line of totals. `npm test -- database` runs the stages
 * of that name.
 */
process.chdir(root)
mkdirSync(inRoot('test-results'), { recursive: true })
const chosen = chooseStages()
/** @type {Set<string>} */
const ran = new Set()
/** @type {string[]} */
const failures = []
/** @type {string[]} */
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
for (const { name } of chosen) if (!ran.has(name)) failures.push(`${name}: it was not run`)
// The important part of a long output, at its end.
if (flaky.length > 0) console.log(`\nPassed only on the second try:\n${flaky.map((text) => `- ${text}`).join('\n')}`)
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((text) => `- ${text}`).join('\n')}`)
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exit(failures.length === 0 ? 0 : 1)

function chooseStages() {
  try {
    return choose(stages, process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exit(2)
  }
}

async function runStages() {
  const needed = chosen.findIndex(({ isNeededByRest }) => isNeededByRest)
  for (const stage of chosen.slice(0, needed + 1)) {
    const exitCode = await runOne(stage)
    if (exitCode !== 0 && stage.isNeededByRest) return
  }
  const rest = chosen.slice(needed + 1)
  const alone = rest.filter(({ isAlone }) => isAlone)
  const beside = rest.filter(({ isBeside }) => isBeside)
  const first = rest.filter(({ isAlone, isBeside }) => !isAlone && !isBeside)
  await Promise.all([runInTurn(first), runInTurn(beside, { isBeside: first.length > 0 })])
  await runInTurn(alone)
}

async function runInTurn(some, options) {
  for (const stage of some) await runOne(stage, options)
}

/** `isBeside`: other stages print at the same time, so its output follows at its end. */
async function runOne(stage, { isBeside = false } = {}) {
  const startedAt = performance.now()
  const file = inRoot('test-results', `${stage.report}.log`)
  const log = isBeside ? openSync(file, 'w') : null
  if (!isBeside) console.log(`\n== ${stage.name}`)
  const report = await runStage(stage, { log: log ?? 'inherit' })
  if (log !== null) {
    closeSync(log)
    console.log(`\n== ${stage.name}, beside the others\n${readFileSync(file, 'utf8')}`)
  }
  ran.add(stage.name)
  passed += report.passed
  failures.push(...report.failures.map((text) => `${stage.name}: ${text}`))
  flaky.push(...report.flaky.map((text) => `${stage.name}: ${text}`))
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(`== ${stage.name}: ${report.passed} passed, ${report.failures.length} failed in ${seconds} s`)
  return report.exitCode
}
