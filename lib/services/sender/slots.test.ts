import { expect, test } from 'vitest'
import { Slots } from './slots'

test('a workspace gets four tries at a time, a destination two, and all together thirty-two', () => {
  const slots = new Slots()
  expect(slots.free('w1', 'a')).toBe(2)
  slots.take('w1', 'a', 2)
  expect(slots.free('w2', 'a')).toBe(0)
  slots.take('w1', 'b', 2)
  expect(slots.free('w1', 'c')).toBe(0)
  expect(slots.fullWorkspaces()).toEqual(['w1'])
  for (let i = 0; i < 14; i++) slots.take(`v${i}`, `host${i}`, 2)
  expect(slots.free('w9', 'host9')).toBe(0)
  slots.give('w1', 'a', 1)
  expect(slots.free('w9', 'other')).toBe(1)
  expect(slots.fullWorkspaces()).toEqual([])
})
