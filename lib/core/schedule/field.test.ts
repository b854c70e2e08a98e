import { describe, expect, it } from 'vitest'
import { fieldOf, stepped } from './field'

describe('a field of 0, 3 and 7, up to 9', () => {
  const field = fieldOf([7, 0, 3], 9)
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

  it('has these values and no others', () => {
    expect(all.filter((value) => field.has(value))).toEqual([0, 3, 7])
  })

  it('finds the next one, and the one before', () => {
    expect(all.map((value) => field.from(value))).toEqual([0, 3, 3, 3, 7, 7, 7, 7, -1, -1])
    expect(all.map((value) => field.upTo(value))).toEqual([0, 0, 0, 3, 3, 3, 3, 7, 7, 7])
  })

  it('has nothing outside', () => {
    expect([field.from(10), field.upTo(-1), field.upTo(10), field.from(-1)]).toEqual([-1, -1, -1, -1])
  })
})

it('a field may begin late and end with its largest value', () => {
  const field = fieldOf([2, 4], 4)
  expect([0, 1, 2, 3, 4].map((value) => field.from(value))).toEqual([2, 2, 2, 4, 4])
  expect([0, 1, 2, 3, 4].map((value) => field.upTo(value))).toEqual([-1, -1, 2, 2, 4])
})

it('values in steps include the last one if a step reaches it', () => {
  expect([stepped(1, 3), stepped(0, 10, 5), stepped(0, 9, 5), stepped(4, 3)]).toEqual([
    [1, 2, 3],
    [0, 5, 10],
    [0, 5],
    [],
  ])
})
