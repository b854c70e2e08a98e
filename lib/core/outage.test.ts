import { describe, expect, it } from 'vitest'
import { isOutage, recoveryWindowMs } from './outage'

describe('an outage', () => {
  it.each([
    [0, false],
    [5_000, false],
    [5_001, true],
  ])('is a gap of %i ms between two ticks: %s', (gapMs, expected) => {
    expect(isOutage(gapMs)).toBe(expected)
  })

  it('may be made more or less sensitive', () => {
    expect([isOutage(1_500, 1_000), isOutage(8_000, 10_000)]).toEqual([true, false])
  })

  it.each([
    [6_000, 60_000],
    [60_000, 60_000],
    [90_000, 90_000],
    [300_000, 300_000],
    [86_400_000, 300_000],
  ])('of %i ms is recovered from in %i ms', (outageMs, expected) => {
    expect(recoveryWindowMs(outageMs)).toBe(expected)
  })

  it('may be given less time at least', () => {
    expect([recoveryWindowMs(500, 2_000), recoveryWindowMs(3_000, 2_000)]).toEqual([2_000, 3_000])
  })
})
