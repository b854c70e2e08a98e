import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inRoot } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'

const LAYERS = ['app', 'components', 'lib', 'server', 'instrumentation.ts', 'proxy.ts']
const PLANTED = 'scripts/fixtures/patterns'

/**
 * Built from constants of their own file, without any text from outside; or no pattern, but an address checked against
 * a range.
 */
const KNOWN = new Set([
  'lib/core/schedule/on-calendar-chain.ts',
  'lib/base/addresses.ts',
  'lib/http/heartbeat/heartbeat-url.ts',
])

// What creates a pattern from a text: RegExp(text), and the string methods that do it implicitly. Those take one
// argument.
const BUILDS = /\bRegExp\(|\.(?:search|matchAll|match)\((?!\s*\/)(?!\s*\))(?![^()]*,)/
const ALLOWED_CALL = /\.(?:search|matchAll|match)\(\s*[A-Z][A-Z0-9_]+\b/

/**
 * No pattern is built from a text that somebody sends: matching could take for ever. Searching uses plain texts. A
 * pattern in the source is fine, and so is one in a constant.
 */
export async function checkBuiltPatterns() {
  const found = LAYERS.flatMap((layer) => findIn(inRoot(), layer)).filter(({ file }) => !KNOWN.has(file))
  if (found.length > 0) {
    const lines = found.map(({ file, line, text }) => `${file}:${line}: ${text}`)
    throw new CheckFailure(
      `A pattern is built from a text here; search with includes() or indexOf():\n${lines.join('\n')}`,
    )
  }
  const planted = findIn(inRoot(PLANTED), '.')
  if (planted.length !== 3)
    throw new CheckFailure(`Of 3 planted patterns ${planted.length} were found. See ${PLANTED}.`)
  return `${planted.length} planted patterns found`
}

function findIn(directory, layer) {
  return filesOf(directory, layer)
    .filter(
      (file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\//.test(file) && !file.includes('db/generated/'),
    )
    .flatMap((file) =>
      readFileSync(path.join(directory, file), 'utf8')
        .split('\n')
        .map((text, at) => ({ file, line: at + 1, text: text.trim() }))
        .filter(({ text }) => BUILDS.test(text) && !ALLOWED_CALL.test(text) && !/^(\/\/|\*|\/\*)/.test(text)),
    )
}

function filesOf(directory, layer) {
  if (/\.tsx?$/.test(layer)) return [layer]
  return readdirSync(path.join(directory, layer), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
}
