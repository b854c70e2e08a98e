import './setup/require-node.mjs'
import { ensurePrismaClient } from './setup/generate.mjs'
import { guard } from './setup/guard.mjs'
import { ensureInstalled } from './setup/install.mjs'
import { root } from './setup/root.mjs'
import { choose } from './test/choose.mjs'
import { datesFrom } from './test/dates.mjs'
import { ensureBrowser } from './test/ensure-browser.mjs'
import { atDate, ensureFaketime } from './test/faketime.mjs'
import { runStage } from './test/run-stage.mjs'
import { stages, withoutProduct } from './test/stages.mjs'
import { writeReport } from './test/write-report.mjs'

/**
 * Runs the stages of `npm test` at other dates, with the clocks of all processes moved. `--dates=tomorrow,midnight` and
 * `--stages=database,faults` choose by a part of the name; `--short` is what `npm test` runs: some tests that need no
 * product, while the eve of 29 February ends.
 */
await guard(async () => {
  process.chdir(root)
  const isShort = process.argv.includes('--short')
  await ensureInstalled()
  await ensurePrismaClient()
  const library = await ensureFaketime()
  const dates = chosen('dates', datesFrom(new Date()), isShort ? '29 February' : '')
  const work = isShort ? [withoutProduct] : chosen('stages', await preparedStages(), '')

  let passed = 0
  const failures = []
  for (const { name } of dates) {
    for (const stage of work) {
      // Created again for each stage, so that each runs over the change of its day.
      const date = datesFrom(new Date()).find((other) => other.name === name)
      if (!date) throw new Error(`There is no date ${name}.`)
      const { offset, zone } = date
      const title = `${name}: ${stage.name}`
      const at = new Date(Date.now() + offset * 1000).toISOString()
      console.log(`\n== ${title}, from ${at}${zone ? ` in ${zone}` : ''}`)
      const report = await runStage(stage, { env: { ...(zone ? { TZ: zone } : {}), ...atDate(library, offset) } })
      passed += report.passed
      failures.push(...report.failures.map((text) => `${title}: ${text}`))
      console.log(`== ${title}: ${report.passed} passed, ${report.failures.length} failed`)
    }
  }
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((text) => `- ${text}`).join('\n')}`)
  process.exitCode = writeReport({ passed, failures })
})

/** All stages that are tests, after their preparations were made at today's date. */
async function preparedStages() {
  await ensureBrowser()
  const build = stages.find(({ name }) => name === 'build')
  if (!build) throw new Error('There is no stage that builds the product.')
  const { exitCode } = await runStage(build)
  if (exitCode !== 0) throw new Error('The product could not be built.')
  return stages.filter(({ name }) => name !== 'build' && name !== 'dates, short')
}

/**
 * @template {{ name: string }} T
 * @param {string} option
 * @param {readonly T[]} all
 * @param {string} otherwise
 * @returns {T[]}
 */
function chosen(option, all, otherwise) {
  const said = process.argv.find((arg) => arg.startsWith(`--${option}=`))?.slice(option.length + 3) ?? otherwise
  return choose(all, said === '' ? [] : said.split(','))
}
