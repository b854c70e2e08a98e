import { expect, it } from 'vitest'
import { durationTicks } from './duration-ticks'

it.each([
  [3.2, [0, 1, 2, 3, 4]],
  [4080, [0, 1800, 3600, 5400]],
  [259_200, [0, 86_400, 172_800, 259_200]],
  [0, [0]],
])('an axis up to %s s is marked at %j', (longest, ticks) => {
  expect(durationTicks(longest)).toEqual(ticks)
})
