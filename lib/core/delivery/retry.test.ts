import { describe, expect, it } from 'vitest'
import { DEAD_UNSENT_AFTER_MS, nextAttemptAt } from './retry'

const NOW = 1_000_000_000
const plan = { now: NOW, random: 0.5, retryAfterSeconds: null }

describe('the next attempt of a delivery', () => {
  it.each([
    [0, 0, 0],
    [1, 4_000, 6_000],
    [2, 24_000, 36_000],
    [3, 96_000, 144_000],
    [4, 240_000, 360_000],
    [5, 720_000, 1_080_000],
    [6, 2_880_000, 4_320_000],
    [7, 8_640_000, 12_960_000],
    [8, 17_280_000, 25_920_000],
    [9, 34_560_000, 51_840_000],
  ])('after %i attempts comes in %i to %i ms', (attempt, earliest, latest) => {
    expect(nextAttemptAt({ ...plan, attempt, random: 0 })).toBe(NOW + earliest)
    expect(nextAttemptAt({ ...plan, attempt, random: 1 })).toBe(NOW + latest)
    expect(nextAttemptAt({ ...plan, attempt })).toBe(NOW + (earliest + latest) / 2)
  })

  it.each([[10], [11], [99]])('after %i attempts is never', (attempt) => {
    expect(nextAttemptAt({ ...plan, attempt, retryAfterSeconds: 5 })).toBeNull()
  })

  it.each([
    ['the later time that the receiver asked for', 1, 60, 60_000],
    ['the planned time if the receiver asks for an earlier one', 4, 60, 300_000],
    ['one hour at most', 1, 86_400, 3_600_000],
    ['the planned time if the receiver asks for a time in the past', 1, -5, 5_000],
  ])('honours %s', (_, attempt, retryAfterSeconds, delay) => {
    expect(nextAttemptAt({ ...plan, attempt, retryAfterSeconds })).toBe(NOW + delay)
  })

  it('that nobody can send ends when one may end that fails in every try', () => {
    const endOf = (random: number) => {
      let [attempt, at]: [number, number | null] = [0, 0]
      let last = 0
      for (; at !== null; attempt += 1) {
        last = at
        at = nextAttemptAt({ attempt, now: last, random, retryAfterSeconds: null })
      }
      return last
    }
    expect(DEAD_UNSENT_AFTER_MS).toBeGreaterThan(endOf(0))
    expect(DEAD_UNSENT_AFTER_MS).toBeLessThan(endOf(1))
  })
})
