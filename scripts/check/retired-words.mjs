import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { inRoot, root } from '../setup/root.mjs'
import { CheckFailure } from './check-failure.mjs'
import { RETIRED_WORDS } from './retired-word-list.mjs'

const PLANTED = 'scripts/fixtures/words/speaks-of-walls.ts'
const PLANTED_FINDINGS = 4

/** What is not searched: history, the list itself, licences, generated files, and what must not change any more. */
const EXCLUDED = [
  'CHANGELOG.md',
  'LICENSE',
  'docs/openapi.json',
  'package-lock.json',
  'prisma/migrations/',
  'scripts/check/retired-word-list.mjs',
  'scripts/check/retired-words.mjs',
  'scripts/fixtures/words/',
]

/** Stored values, labels of derived keys and values in answers of the API. They cannot be renamed here. */
const ALLOWED = /'stranger'|\bstranger:|'seal(?:-id)?'|'proof\.seal'|'sudo'/g

const TEXT =
  /\.(?:cjs|css|example|go|html|ini|java|js|json|jsonc|md|mjs|mts|php|prisma|py|sh|sql|svg|toml|ts|tsx|txt|yaml|yml)$|(?:^|\/)[^./]+$|(?:^|\/)\.[^/]+$/

const patterns = RETIRED_WORDS.map(([words, use]) => ({
  pattern: new RegExp(`(?<!\\w)(?:${words})(?!\\w)`, 'i'),
  use,
}))

/** No file has a retired word in its name, code, comments or texts. A planted file proves that they are found. */
export async function checkRetiredWords() {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0')
  const isSearched = (file) => TEXT.test(file) && !EXCLUDED.some((start) => file.startsWith(start))
  const searched = files.filter((file) => file !== '' && isSearched(file))
  const found = searched.flatMap((file) => findIn(file))
  if (found.length > 0)
    throw new CheckFailure(`Retired words; the glossary is in CONTRIBUTING.md:\n${found.join('\n')}`)
  const planted = findIn(PLANTED)
  if (planted.length !== PLANTED_FINDINGS) {
    throw new CheckFailure(`Of ${PLANTED_FINDINGS} planted words ${planted.length} were found. See ${PLANTED}.`)
  }
  return `${searched.length} files, ${RETIRED_WORDS.length} entries, ${planted.length} planted words found`
}

function findIn(file) {
  const inName = findInLine(file).map(({ word, use }) => `${file}: the name has "${word}"; use: ${use}`)
  const inLines = readFileSync(inRoot(file), 'utf8')
    .split('\n')
    .flatMap((line, at) => findInLine(line).map(({ word, use }) => `${file}:${at + 1}: "${word}"; use: ${use}`))
  return [...inName, ...inLines]
}

function findInLine(line) {
  const spaced = line.replace(ALLOWED, '').replace(/([a-z0-9])([A-Z])/g, '$1 $2')
  return patterns.flatMap(({ pattern, use }) => {
    const word = pattern.exec(spaced)?.[0]
    return word === undefined ? [] : [{ word, use }]
  })
}
