import { existsSync, readdirSync } from 'node:fs'
import { inRoot } from '../setup/root.mjs'
import { checkArchitecture } from './architecture.mjs'
import { checkBrowserAssertions } from './browser-assertions.mjs'
import { checkBuiltPatterns } from './built-patterns.mjs'
import { checkClientDirectives } from './client-directives.mjs'
import { checkDocPaths } from './doc-paths.mjs'
import { checkFunctionLength } from './function-length.mjs'
import { checkLint } from './lint.mjs'
import { checkRetiredWords } from './retired-words.mjs'
import { runQuietly } from './run-quietly.mjs'

const node = (args, options) => runQuietly(process.execPath, args, options)
const script = (entry, ...args) => node(['scripts/run-ts.mjs', entry, ...args])

export const UNIT_REPORT = 'test-results/unit.json'

/** Tests that take too long before a commit. `npm test` runs them (`--all`). */
const LONG_PROOF = /-oracle\.test\.ts$|\.property\.test\.ts$|(^|\/)core\/testing\//

/**
 * The checks of `npm run check`, the longest first. Each resolves to a remark or nothing, and rejects with what it
 * found.
 */
export const steps = [
  {
    name: 'unit tests',
    run: async ({ isAll }) => {
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]
      await node([
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'unit',
        ...reporters,
        ...(isAll ? [] : quickUnitTests()),
      ])
    },
  },
  {
    name: 'types',
    run: async () => {
      if (!existsSync(inRoot('next-env.d.ts'))) await node(['node_modules/next/dist/bin/next', 'typegen'])
      await node(['node_modules/typescript/bin/tsc', '--noEmit', '--pretty', 'false'])
      await node(['node_modules/typescript/bin/tsc', '--project', 'tsconfig.scripts.json', '--pretty', 'false'])
    },
  },
  { name: 'migration drift', run: () => script('scripts/check/migration-drift.ts').then(lastLine) },
  { name: 'architecture', run: checkArchitecture },
  { name: 'unused code', run: async () => void (await node(['node_modules/knip/bin/knip.js', '--no-progress'])) },
  { name: 'API drift', run: () => script('scripts/write-openapi.ts', '--check').then(lastLine) },
  { name: 'format and lint', run: checkLint },
  { name: 'length of functions', run: checkFunctionLength },
  { name: 'client directives', run: checkClientDirectives },
  { name: 'assertions of browser tests', run: checkBrowserAssertions },
  { name: 'paths in documents', run: checkDocPaths },
  { name: 'patterns from texts', run: checkBuiltPatterns },
  { name: 'retired words', run: checkRetiredWords },
]

function quickUnitTests() {
  return ['components', 'lib', 'server', 'scripts', 'bench', 'e2e/access']
    .flatMap((top) => readdirSync(inRoot(top), { recursive: true }).map((name) => `${top}/${name}`))
    .filter((file) => /\.test\.tsx?$/.test(file) && !file.endsWith('.db.test.ts') && !LONG_PROOF.test(file))
}

function lastLine({ stdout }) {
  return stdout.trim().split('\n').at(-1)
}
