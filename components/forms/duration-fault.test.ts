import { expect, it } from 'vitest'
import { durationFault } from './duration-fault'

const grace = { label: 'Grace', least: 0, isOptional: false }
const stall = { label: 'Stall', least: 1, isOptional: true }

it.each([
  [-300, grace, 60, 'Grace must be between 0 and 525,600 minutes; got -5.'],
  [-5, grace, 1, 'Grace must be between 0 and 31,536,000 seconds; got -5.'],
  [null, grace, 60, 'Grace must be given.'],
  [0, grace, 60, null],
  [0, stall, 3600, 'Stall must be between 1 second and 8,760 hours; got 0.'],
  [400 * 86_400, stall, 86_400, 'Stall must be between 1 second and 365 days; got 400.'],
  [null, stall, 60, null],
  [90, stall, 60, null],
])('%s seconds, as %o in units of %s: %s', (seconds, rule, unit, fault) => {
  expect(durationFault(seconds, rule, unit)).toBe(fault)
})
