import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyScenario, floodedScenario } from './model-commands'
import { regressions } from './regressions'
import { runScenario } from './run-scenario'

// The same sequences every time, so that a failed test points to the present change. Use
// MODEL_SEED=n to try others.
const seed = Number(process.env.MODEL_SEED ?? 1)
// Mutation tests run the file many hundred times, each time with fewer sequences.
const share = Number(process.env.MODEL_SHARE ?? 1)

test('the core agrees with the reference model and keeps its invariants over ten thousand sequences of commands', () => {
  const numRuns = Math.ceil(10_000 * share)
  expectAgreement(fc.check(fc.property(anyScenario(40), runScenario), { seed, numRuns, examples: regressions }))
}, 180_000)

test('the core agrees with the reference model when a hundred runs are open', () => {
  expectAgreement(fc.check(fc.property(floodedScenario(12), runScenario), { seed, numRuns: Math.ceil(60 * share) }))
}, 60_000)

function expectAgreement<T>(details: fc.RunDetails<T>) {
  expect(details.failed, fc.defaultReportMessage(details)).toBe(false)
}
