import { expect, it } from 'vitest'
import { aConfig } from '../test-kit'
import { earlier, latest, maxRuntimeMs } from './durations'

it.each([
  ['its own limit', 900, 'none', 900_000],
  ['its own limit with a schedule', 900, 'interval', 900_000],
  ['a day without a schedule', null, 'none', 86_400_000],
  ['no limit with a schedule', null, 'interval', null],
] as const)('a run may take %s', (_, maxRuntimeSeconds, type, ms) => {
  const schedule = type === 'none' ? ({ type } as const) : ({ type, seconds: 60 } as const)
  expect(maxRuntimeMs(aConfig({ maxRuntimeSeconds, schedule }))).toBe(ms)
})

it('the earlier of two instants is the one that is not never; the later of two does not go back', () => {
  expect([earlier(1, 2), earlier(2, 1), earlier(null, 2), earlier(1, null), earlier(null, null)]).toEqual([
    ...[1, 1, 2, 1, null],
  ])
  expect([latest(1, 2), latest(2, 1), latest(null, 1)]).toEqual([2, 2, 1])
})
