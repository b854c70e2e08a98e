import { inRoot } from '../setup/root.mjs'

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {string[]} args What Node.js is started with.
 * @property {string} [report]
 * @property {string} [format]
 * @property {boolean} [isNeededByRest]
 * @property {boolean} [isBeside]
 * @property {boolean} [isAlone]
 */

const REPORTS = 'test-results'

const vitestReport = (name) => ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORTS}/${name}.json`]

/**
 * What `npm test` runs after the set-up, in order. `format` names the shape of the report: Vitest's, Playwright's, or
 * our own `{"passed":n,"failures":[…]}`, which programs write to LUBDUB_REPORT_FILE (`write-report.mjs`). `isBeside`:
 * it runs beside the browser tests, which leave a part of the processors idle, in its own product and on its own ports.
 * `isAlone`: it measures times, and nothing runs beside it.
 * @type {Stage[]}
 */
export const stages = [
  { name: 'check', report: 'unit', format: 'vitest', args: ['scripts/check.mjs', '--all'] },
  {
    name: 'database tests',
    report: 'db',
    format: 'vitest',
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'db', ...vitestReport('db')],
  },
  { name: 'dates, short', report: 'dates', format: 'own', args: ['scripts/test-dates.mjs', '--short'] },
  { name: 'build', args: ['scripts/build.mjs'], isNeededByRest: true },
  { name: 'start and stop', report: 'start', format: 'own', args: ['scripts/start.e2e.mjs'], isBeside: true },
  {
    name: 'change of the secret',
    report: 'rotate-secret',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'e2e/rotate-secret/main.ts'],
    isBeside: true,
  },
  {
    name: 'examples',
    report: 'examples',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'examples/test/main.ts'],
    isBeside: true,
  },
  {
    name: 'browser tests',
    report: 'e2e',
    format: 'playwright',
    args: ['node_modules/@playwright/test/cli.js', 'test'],
  },
  {
    name: 'access matrix, short',
    report: 'access',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'e2e/access/main.ts', '--once'],
    isBeside: true,
  },
  {
    name: 'calls, short',
    report: 'calls',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'e2e/calls/main.ts', '--short'],
    isBeside: true,
  },
  {
    name: 'fuzz, short',
    report: 'fuzz',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'e2e/fuzz/main.ts', '--calls', '1500'],
    isBeside: true,
  },
  {
    name: 'faults, short',
    report: 'faults',
    format: 'own',
    args: ['scripts/run-ts.mjs', 'bench/faults/main.ts', '--short'],
    isAlone: true,
  },
]

const WHERE_DAYS_MATTER = [
  ...['lib/core/schedule/', 'lib/services/retention/', 'lib/services/usage/', 'lib/services/ingest/monitor-cache'],
  ...[
    'lib/services/checker/',
    'lib/db/monitor-state/',
    'server/worker/checker',
    'server/worker/worker',
    'lib/http/session',
  ],
]

/**
 * Tests in a few files that read a clock, store by days and need no product.
 * @type {Stage}
 */
export const withoutProduct = {
  name: 'tests where days matter',
  report: 'without-product',
  format: 'vitest',
  args: ['node_modules/vitest/vitest.mjs', 'run', ...WHERE_DAYS_MATTER, ...vitestReport('without-product')],
}

export function reportFile(stage) {
  return inRoot(REPORTS, `${stage.report}.json`)
}
