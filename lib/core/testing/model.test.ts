import fc from 'fast-check'
import { test } from 'vitest'
import { anyScenario, floodedScenario } from './model-commands'
import { regressions } from './regressions'
import { runScenario } from './run-scenario'

// The same sequences every time, so that a failed test points to the present change. Use
// MODEL_SEED=n to try others.
const seed = Number(process.env.MODEL_SEED ?? 1)

test('the core agrees with the reference model and keeps its invariants over ten thousand sequences of commands', () => {
  fc.assert(fc.property(anyScenario(40), runScenario), { seed, numRuns: 10_000, examples: regressions })
}, 180_000)

test('the core agrees with the reference model when a hundred runs are open', () => {
  fc.assert(fc.property(floodedScenario(12), runScenario), { seed, numRuns: 60 })
}, 60_000)
