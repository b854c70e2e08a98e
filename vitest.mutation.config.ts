import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import base from './vitest.config'

const LONG = /\.property\.test\.ts$|\/testing\//

/** Quick tests first: they find most mutants, and the first failed test ends the run of a mutant. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const [quick, long] = [false, true].map((isLong) => files.filter(({ moduleId }) => LONG.test(moduleId) === isLong))
    return [...(quick ?? []), ...(long ?? [])]
  }
}

/** The tests of the core that `npm run test:mutation` runs for each mutant. */
export default defineConfig({
  resolve: base.resolve,
  test: {
    include: ['lib/core/**/*.test.ts'],
    // Ten seconds and more for each mutant.
    exclude: ['**/*-oracle.test.ts', '**/*.property.test.ts', '**/testing/{outage-histories,endless-starts}.test.ts'],
    env: { MODEL_SHARE: '0.005' },
    isolate: false,
    sequence: { sequencer: QuickFirst },
    // Stryker's own limit ends a mutant that never returns.
    testTimeout: 60_000,
  },
})
