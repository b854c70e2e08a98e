import { expect, it } from 'vitest'
import { durationCut, durationTicks } from './duration-axis'

const thirty = Array.from({ length: 30 }, (_, n) => 60 + (n % 5))

it('one very long run does not make the others too small', () => {
  expect(durationCut([...thirty.slice(1), 7200])).toBe(96)
  expect(durationCut([10, 10, 10, 600])).toBe(15)
})

it('when many are long, or none is much longer, all are drawn in full', () => {
  expect(durationCut(thirty)).toBeNull()
  expect(durationCut([...thirty.slice(0, 20), ...Array.from({ length: 10 }, () => 7200)])).toBeNull()
  expect(durationCut([1, 600])).toBeNull()
  expect(durationCut([0, 0, 0, 0, 5])).toBeNull()
})

it.each([
  [3.2, [0, 1, 2, 3, 4]],
  [4080, [0, 1800, 3600, 5400]],
  [259_200, [0, 86_400, 172_800, 259_200]],
  [0, [0]],
])('an axis up to %s s is marked at %j', (longest, ticks) => {
  expect(durationTicks(longest)).toEqual(ticks)
})
