import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { runQuietly } from './run-quietly.mjs'
import { sourcesIn } from './sources.mjs'

const LAYERS = ['app', 'components', 'lib', 'server', 'cli']
// If the tool cannot read the sources, it finds no violation either.
const FEWEST_MODULES = 100
const PLANTED = 'scripts/fixtures/layers'
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.|\bprocess\.|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bfetch\(/

// Upper case, as SQL is written here: words such as "select" also stand in sentences.
const SQL =
  /\b(SELECT\s|INSERT INTO\s|UPDATE\s+\w+\s+(\w+\s+)?SET\s|DELETE FROM\s|SAVEPOINT\s|pg_(advisory|notify)\w*)|['`](BEGIN|COMMIT|ROLLBACK|NOTIFY|LISTEN)\b/

/** `NODE_ENV` is no setting: bundlers put its value into the code. */
const READS_ENVIRONMENT =
  /\bprocess\s*(?:\?\.|\.)\s*env\b(?!\.NODE_ENV\b)|\bprocess\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b|['"](?:node:)?process['"]/
const MAY_READ_ENVIRONMENT = [
  // The entries, which read the settings once and pass them on.
  'server/start/main.ts',
  'server/child.ts',
  'instrumentation.ts',
  // Next.js has no place where an entry could pass them in.
  'lib/settings/process-settings.ts',
  // The variables of the system for another program; no setting among them.
  'server/start/embedded-postgres/server-environment.ts',
]

const KINDS = 'lib/notify'
// Where the word of a kind also means something else: the address of a person, and the columns that hold it.
const OTHER_MEANINGS = {
  email:
    /^(app\/sign-in|components\/(sign-in|settings)|lib\/services\/(auth|bootstrap|invitations)|lib\/db\/generated)\//,
}

/**
 * Imports point down only and in no cycle, the core is pure, SQL is in `lib/db` only, only entries read the environment, a kind of
 * channel is known in its folder only, and each rule is proved by a violation that was planted for it.
 */
export async function checkArchitecture() {
  const real = await cruise(inRoot(), LAYERS)
  if (real.violations.length) throw new CheckFailure(real.violations.join('\n'))
  if (real.modules < FEWEST_MODULES) throw new CheckFailure(`Only ${real.modules} modules were checked.`)

  const { forbidden } = createRequire(import.meta.url)(inRoot('.dependency-cruiser.cjs'))
  const planted = await cruise(inRoot(PLANTED), LAYERS)
  const blind = forbidden.map((rule) => rule.name).filter((name) => !planted.rules.has(name))
  if (blind.length) throw new CheckFailure(`No planted violation was found for: ${blind.join(', ')}. See ${PLANTED}.`)
  const readers = environmentReaders(inRoot(PLANTED), 'lib')
  const unfound = filesWith(/^import /m, inRoot(PLANTED))
    .map((file) => path.relative(inRoot(PLANTED), file).replaceAll(path.sep, '/'))
    .filter((file) => !planted.from.has(file) && !readers.includes(file))
  if (unfound.length)
    throw new CheckFailure(`Planted violations were not found: ${unfound.join(', ')}. See ${PLANTED}.`)

  const impure = filesWith(IMPURE, inRoot('lib/core'))
  if (impure.length) throw new CheckFailure(`The core reads a clock, chance or the process:\n${impure.join('\n')}`)
  if (filesWith(IMPURE, inRoot(PLANTED, 'lib/core')).length !== 1)
    throw new CheckFailure('The planted clock was not found.')

  const sql = LAYERS.filter((layer) => existsSync(inRoot(layer))).flatMap((layer) => sqlOutsideDb(inRoot(layer)))
  if (sql.length) throw new CheckFailure(`SQL outside lib/db; move it there:\n${sql.join('\n')}`)
  if (sqlOutsideDb(inRoot(PLANTED, 'lib')).length !== 1) throw new CheckFailure('The planted SQL was not found.')
  const reading = [...LAYERS, 'instrumentation.ts', 'proxy.ts'].flatMap((name) => environmentReaders(inRoot(), name))
  const unexpected = reading.filter((file) => !MAY_READ_ENVIRONMENT.includes(file))
  if (unexpected.length) {
    throw new CheckFailure(
      `Settings are read once, by the entries (lib/settings); take these as arguments:\n${unexpected.join('\n')}`,
    )
  }
  const idle = MAY_READ_ENVIRONMENT.filter((file) => !reading.includes(file))
  if (idle.length)
    throw new CheckFailure(`These no longer read the environment; take them off the list:\n${idle.join('\n')}`)
  if (readers.length !== 3)
    throw new CheckFailure(`Of 3 planted readers of the environment ${readers.length} were found.`)
  checkKinds()
  return `${real.modules} modules, ${forbidden.length} rules, ${planted.violations.length} planted violations found`
}

function checkKinds() {
  const kinds = readdirSync(inRoot(KINDS)).filter((name) => existsSync(inRoot(KINDS, name, 'index.ts')))
  if (kinds.length === 0) throw new CheckFailure(`No kind of channel was found in ${KINDS}.`)
  const known = kinds.flatMap((kind) => filesThatKnow(kind, inRoot()))
  if (known.length)
    throw new CheckFailure(
      `A kind of channel is known outside its folder; ask its descriptor instead:\n${known.join('\n')}`,
    )
  if (kinds.flatMap((kind) => filesThatKnow(kind, inRoot(PLANTED))).length !== 1)
    throw new CheckFailure('The planted kind was not found.')
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
    // A cycle is reported once.
    from: new Set(summary.violations.flatMap(({ from, cycle = [] }) => [from, ...cycle.map(({ name }) => name)])),
    violations: summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`),
    rules: new Set(summary.violations.map(({ rule }) => rule.name)),
  }
}

function exists(directory, name) {
  return readdirSync(directory).includes(name)
}

function environmentReaders(directory, name) {
  const place = path.join(directory, name)
  if (!existsSync(place)) return []
  return filesWith(READS_ENVIRONMENT, place).map((file) => path.relative(directory, file).replaceAll(path.sep, '/'))
}

function sqlOutsideDb(directory) {
  return filesWith(SQL, directory).filter((file) => !file.includes(path.join('lib', 'db') + path.sep))
}

/** Files outside the kind's folder with its word as a value, or as a key. */
function filesThatKnow(kind, directory) {
  const elsewhere = OTHER_MEANINGS[kind]
  const pattern = new RegExp(`(['"\`])${kind}\\1${elsewhere ? '' : `|\\b${kind}\\s*:`}`)
  return LAYERS.filter((layer) => existsSync(path.join(directory, layer)))
    .flatMap((layer) => filesWith(pattern, path.join(directory, layer)))
    .map((file) => path.relative(directory, file).replaceAll(path.sep, '/'))
    .filter((file) => !file.startsWith(`${KINDS}/${kind}/`) && !elsewhere?.test(file))
}

/** Sources that match the pattern outside comments. */
function filesWith(pattern, place) {
  return sourcesIn(place).filter((file) => pattern.test(withoutComments(readFileSync(file, 'utf8'))))
}

function withoutComments(text) {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
}
