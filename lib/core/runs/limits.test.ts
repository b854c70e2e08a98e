import { describe, expect, it } from 'vitest'
import { aRun, NOW } from '../test-kit'
import type { Run } from '../types'
import { countLimitsFrom, silenceDeadline, stallDeadline } from './limits'

describe('the deadlines of a quiet run', () => {
  const run = aRun({ silentFromAt: NOW, stalledFromAt: NOW + 500 })

  it.each<[string, Partial<Run>, number | null, number | null]>([
    ['come after their limits', {}, NOW + 10_000, NOW + 20_500],
    ['were reported already', { silentAt: NOW, stalledAt: NOW }, null, null],
    ['know of no stall without a done', { stalledFromAt: null }, NOW + 10_000, null],
  ])('%s', (_, more, silent, stalled) => {
    expect(silenceDeadline({ ...run, ...more }, { silenceSeconds: 10 })).toBe(silent)
    expect(stallDeadline({ ...run, ...more }, { stallSeconds: 20 })).toBe(stalled)
  })

  it('are none without limits', () => {
    expect([silenceDeadline(run, { silenceSeconds: null }), stallDeadline(run, { stallSeconds: null })]).toEqual([
      ...[null, null],
    ])
  })
})

it.each([
  ['earlier than both', NOW - 1, NOW, NOW + 500],
  ['between them', NOW + 1, NOW + 1, NOW + 500],
  ['later than both', NOW + 900, NOW + 900, NOW + 900],
])('limits that count from an instant %s move only forwards', (_, at, silentFromAt, stalledFromAt) => {
  const run = aRun({ silentFromAt: NOW, stalledFromAt: NOW + 500 })
  countLimitsFrom(run, at)
  expect(run).toMatchObject({ silentFromAt, stalledFromAt })
  const unknown = aRun({ silentFromAt: NOW, stalledFromAt: null })
  countLimitsFrom(unknown, at)
  expect(unknown.stalledFromAt).toBeNull()
})
