import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { runQuietly } from './run-quietly.mjs'

const COMPLEX = 'complexity/noExcessiveCognitiveComplexity'
const PLANTED = 'scripts/fixtures/lint'
// How often each rule finds something in the planted file.
const IN_PLANTED = {
  'nursery/noFloatingPromises': 2,
  'correctness/noUnusedImports': 1,
  'correctness/noUnusedVariables': 1,
  'correctness/noUnusedFunctionParameters': 1,
}

/**
 * Format and lint. Complex functions are only counted; `npx biome check .` lists them. That the other rules of
 * `biome.json` work is proved by violations that were planted for them.
 */
export async function checkLint() {
  await biome(['check', '--error-on-warnings', `--skip=${COMPLEX}`, '.'])
  const planted = await findings(['.'], inRoot(PLANTED))
  for (const [rule, expected] of Object.entries(IN_PLANTED)) {
    const found = planted.filter((name) => name === `lint/${rule}`).length
    if (found !== expected)
      throw new CheckFailure(`Of ${expected} planted violations of ${rule} ${found} were found. See ${PLANTED}.`)
  }
  const complex = await findings([`--only=${COMPLEX}`, '.'])
  return `${planted.length} planted violations found; ${complex.length} complex functions`
}

/** The rules of all findings, one for each. */
async function findings(args, cwd = inRoot()) {
  const { stdout } = await biome(['lint', '--reporter=json', '--max-diagnostics=none', ...args], { cwd, mayFail: true })
  return JSON.parse(stdout).diagnostics.map(({ category }) => category)
}

function biome(args, options) {
  return runQuietly(process.execPath, [inRoot('node_modules/@biomejs/biome/bin/biome'), ...args], options)
}
