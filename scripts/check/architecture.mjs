import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { runQuietly } from './run-quietly.mjs'

const LAYERS = ['app', 'components', 'lib', 'server', 'cli']
// A cruiser that cannot read the sources finds no violation either.
const FEWEST_MODULES = 100
const PLANTED = 'scripts/fixtures/layers'
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.|\bprocess\.|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bfetch\(/

/** Imports point down only, the core is pure, and each rule is proved by a violation that was planted for it. */
export async function checkArchitecture() {
  const real = await cruise(inRoot(), LAYERS)
  if (real.violations.length) throw new CheckFailure(real.violations.join('\n'))
  if (real.modules < FEWEST_MODULES) throw new CheckFailure(`Only ${real.modules} modules were looked at.`)

  const { forbidden } = createRequire(import.meta.url)(inRoot('.dependency-cruiser.cjs'))
  const planted = await cruise(inRoot(PLANTED), LAYERS)
  const blind = forbidden.map((rule) => rule.name).filter((name) => !planted.rules.has(name))
  if (blind.length) throw new CheckFailure(`No planted violation was found for: ${blind.join(', ')}. See ${PLANTED}.`)

  const impure = impureFiles(inRoot('lib/core'))
  if (impure.length) throw new CheckFailure(`The core reads a clock, chance or the process:\n${impure.join('\n')}`)
  if (impureFiles(inRoot(PLANTED, 'lib/core')).length !== 1) throw new CheckFailure('The planted clock was not found.')
  return `${real.modules} modules, ${forbidden.length} rules, ${planted.violations.length} planted violations found`
}

async function cruise(directory, layers) {
  const cruiser = inRoot('node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const config = inRoot('.dependency-cruiser.cjs')
  const args = [
    cruiser,
    '--config',
    config,
    '--output-type',
    'json',
    ...layers.filter((name) => exists(directory, name)),
  ]
  const { stdout } = await runQuietly(process.execPath, args, { cwd: directory, mayFail: true })
  const { summary } = JSON.parse(stdout)
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    rules: new Set(summary.violations.map(({ rule }) => rule.name)),
  }
}

function exists(directory, name) {
  return readdirSync(directory).includes(name)
}

function impureFiles(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .filter((file) => !file.includes(`${path.sep}testing${path.sep}`))
    .filter((file) => IMPURE.test(withoutComments(readFileSync(file, 'utf8'))))
}

function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
