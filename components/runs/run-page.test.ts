import { expect, it } from 'vitest'
import type { RunSummary, ShardView } from '@/lib/contract/runs'
import { findMatches, MOST_MATCHES } from './find-matches'
import { importantShards, lastToEnd } from './important-shards'
import { runStats } from './run-stats'
import { placeIn, waterfallRange } from './waterfall-range'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 2, minute)).toISOString()

it('a waterfall covers the time up to the estimated end, but a distant estimate does not make the past too small', () => {
  const run = { startedAt: at(0), endedAt: null, lastBeatAt: at(9), steps: [] }
  const now = Date.parse(at(10))
  expect(waterfallRange({ ...run, endsAt: at(15) }, now).to).toBe(Date.parse(at(15)))
  expect(waterfallRange({ ...run, endsAt: '2027-01-01T00:00:00.000Z' }, now).to).toBe(Date.parse(at(25)))
  expect(waterfallRange({ ...run, endsAt: null }, now).to).toBe(now)
})

it('an interval has a position in its range in percent, and is cut at the ends', () => {
  expect(placeIn({ from: 0, to: 200 }, { start: 50, end: 100 })).toEqual({ left: 25, width: 25 })
  expect(placeIn({ from: 0, to: 200 }, { start: -50, end: 400 })).toEqual({ left: 0, width: 100 })
})

it('matches are found in any case, up to a limit', () => {
  expect(findMatches('Error: an ERROR', 'error')).toEqual([0, 10])
  expect(findMatches('aaaa', '')).toEqual([])
  expect(findMatches('a'.repeat(2000), 'a')).toHaveLength(MOST_MATCHES)
})

const shard = (name: string, state: ShardView['state'], endsAt: string | null) =>
  ({ shard: name, state, shown: state, fraction: 0.5, endsAt, startedAt: at(0) }) as ShardView
const shards = [
  shard('a', 'running', at(4)),
  shard('b', 'running', at(9)),
  shard('c', 'failed', null),
  shard('d', 'succeeded', null),
]

it('among many shards the failed ones come first, then those that end last', () => {
  expect(importantShards(shards, 2).map(({ shard: name }) => name)).toEqual(['c', 'b'])
})

it('the last shard is the one with the latest end, not the one with the lowest rate', () => {
  expect(lastToEnd(shards)).toBe('b')
  expect(lastToEnd(shards.slice(2))).toBe(null)
})

it('statistics use the runs that ended, and durations those that succeeded', () => {
  const run = (state: string, durationSeconds: number | null, endedAt: string | null = at(1)) =>
    ({ state, durationSeconds, endedAt }) as RunSummary
  const runs = [
    run('running', 5, null),
    run('succeeded', 30),
    run('succeeded', 10),
    run('failed', 1),
    run('succeeded', null),
  ]
  expect(runStats(runs)).toEqual({ ended: 4, succeeded: 3, p50: 10, p95: 30 })
  expect(runStats([])).toEqual({ ended: 0, succeeded: 0, p50: null, p95: null })
})
