/** Mutation testing of the core: `npm run test:mutation`. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [
    'lib/core/**/*.ts',
    '!lib/core/**/*.test.ts',
    '!lib/core/testing/**',
    '!lib/core/**/testing/**',
    '!lib/core/test-kit.ts',
  ],
  ignorePatterns: ['**', '!lib/core/**', '!lib/base/**', '!docs/*.md', '!*.ts', '!*.json'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  incremental: true,
  incrementalFile: 'test-results/mutation-incremental.json',
  // Limits are made of the time of the first run, which counts what each test reaches and is ten times as slow.
  timeoutFactor: 1,
  timeoutMS: 15_000,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  tempDirName: 'test-results/mutation',
  jsonReporter: { fileName: 'test-results/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
}
