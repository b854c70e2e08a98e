import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseInstant } from './pool'

it.each([
  ['2026-11-22 02:14:07+00', '2026-11-22T02:14:07.000Z'],
  ['2026-11-22 02:14:07.5+00', '2026-11-22T02:14:07.500Z'],
  ['2026-11-22 23:59:59.999999+00', '2026-11-22T23:59:59.999Z'],
  ['2026-11-23 00:00:00.001+00', '2026-11-23T00:00:00.001Z'],
  ['1999-12-31 23:00:00.29+00', '1999-12-31T23:00:00.290Z'],
])('%s is read to the millisecond', (text, iso) => {
  expect(parseInstant(text)).toBe(Date.parse(iso))
})

it('every instant is read as it was written', () => {
  const instants = fc.date({ min: new Date('1970-01-01'), max: new Date('9999-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, (at) => {
      const text = `${at.toISOString().replace('T', ' ').replace('Z', '')}+00`
      expect(parseInstant(text)).toBe(at.getTime())
    }),
    { numRuns: 2_000 },
  )
})

it('an instant outside the range of dates is NaN', () => {
  expect(parseInstant('infinity')).toBeNaN()
})
