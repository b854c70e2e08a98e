import { expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { idBound } from './delete-old'

test('a new id lies behind the bound of a moment ago and before that of the next hour', () => {
  const id = newId()
  expect(id > idBound(Date.now() - 1_000)).toBe(true)
  expect(id < idBound(Date.now() + 3_600_000)).toBe(true)
})

test('bounds sort as their instants do', () => {
  const instants = [0, 1, 31, 32, 1_023, 1_024, 1_700_000_000_000, 1_700_000_000_001, 2_000_000_000_000]
  const bounds = instants.map((at) => idBound(at))
  expect(bounds.toSorted()).toEqual(bounds)
})
