import { expect, it } from 'vitest'
import { durationCut } from './duration-cut'

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
