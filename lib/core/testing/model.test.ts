import fc from 'fast-check'
import { test } from 'vitest'
import { anyScenario, floodedScenario } from './model-commands'
import { regressions } from './regressions'
import { tryOut } from './trial'

test('the core agrees with the reference model and keeps its promises over ten thousand sequences of commands', () => {
  fc.assert(fc.property(anyScenario(40), tryOut), { numRuns: 10_000, examples: regressions })
}, 180_000)

test('the core agrees with the reference model when a hundred runs are open', () => {
  fc.assert(fc.property(floodedScenario(12), tryOut), { numRuns: 60 })
}, 60_000)
