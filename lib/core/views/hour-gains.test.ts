import { describe, expect, it } from 'vitest'
import { type HourFacts, hourGainsOf, sumHourGains } from './hour-gains'
import { HOUR_MS } from './pace'

const NOW = 10 * HOUR_MS
const HOUR_AGO = NOW - HOUR_MS

const facts = (of: Partial<HourFacts>): HourFacts => ({
  step: 'load',
  shard: '',
  state: 'running',
  startedAt: NOW - 3 * HOUR_MS,
  endedAt: null,
  done: null,
  total: null,
  rateFromDone: null,
  isSet: false,
  added: 0,
  before: null,
  readFromAt: null,
  searchedFromAt: null,
  ...of,
})

const gained = (of: Partial<HourFacts>) => sumHourGains([facts(of)], NOW)?.groups[0]?.gained ?? null
const ended = { state: 'succeeded', endedAt: HOUR_AGO } as const

describe('what a part did in the last hour', () => {
  it.each<[string, Partial<HourFacts>, number | null]>([
    ['is what done has risen since', { isSet: true, done: 500, before: 300 }, 200],
    ['counts from the base of its rate without an earlier done', { isSet: true, done: 500, rateFromDone: 450 }, 50],
    ['is all of it without either', { isSet: true, done: 500 }, 500],
    ['is nothing where done fell', { isSet: true, done: 300, before: 500 }, 0],
    ['is up to its total where it succeeded', { ...ended, isSet: true, done: 40, total: 100, before: 10 }, 90],
    ['is what was added', { added: 7, done: 50 }, 7],
    ['is nothing where less was added than taken away', { added: -7, done: 50 }, 0],
    ['is the rest where it succeeded in the hour', { ...ended, added: 7, done: 40, total: 100 }, 67],
    ['is the total where it succeeded without a done', { ...ended, total: 100 }, 100],
    ['is not the rest where it succeeded earlier', { ...ended, endedAt: HOUR_AGO - 1, done: 40, total: 100 }, 0],
    ['is unknown where a part of the hour was not read', { added: 7, readFromAt: HOUR_AGO + 1 }, null],
    ['is known where all of the hour was read', { added: 7, readFromAt: HOUR_AGO }, 7],
    [
      'is known where it began within what was read',
      { added: 7, readFromAt: HOUR_AGO + 1, startedAt: HOUR_AGO + 1 },
      7,
    ],
    ['is known where its start is not', { added: 7, readFromAt: HOUR_AGO + 1, startedAt: null }, 7],
    [
      'is unknown where its earlier done was not found',
      { isSet: true, done: 5, searchedFromAt: NOW - HOUR_MS * 2 },
      null,
    ],
    ['is known where it was', { isSet: true, done: 5, before: 1, searchedFromAt: NOW - HOUR_MS * 2 }, 4],
  ])('%s', (_, of, expected) => {
    expect(gained(of)).toBe(expected)
  })

  it('a run has not done its total when it succeeds', () => {
    const own = { ...ended, step: '', shard: '', isSet: true, done: 40, total: 100, before: 10 }
    expect(sumHourGains([facts(own)], NOW)).toEqual({ own: 30, groups: [] })
  })

  it('parts are summed by step and level, and one that is unknown makes all unknown', () => {
    const shard = (step: string, name: string) => facts({ step, shard: name, added: 1 })
    const of = [shard('', 'a'), shard('', 'b'), shard('load', 'a'), facts({ added: 1 })]
    expect(sumHourGains(of, NOW)).toEqual({
      own: 0,
      groups: [
        { step: '', ofShards: true, gained: 2 },
        { step: 'load', ofShards: true, gained: 1 },
        { step: 'load', ofShards: false, gained: 1 },
      ],
    })
    expect(sumHourGains([...of, facts({ readFromAt: NOW })], NOW)).toBeNull()
  })

  it('without a beat it is nothing for an open run, and not told of one that ended before', () => {
    const nothing = { own: 0, groups: [] }
    expect(hourGainsOf(undefined, { isOpen: true, isHeard: false })).toEqual(nothing)
    expect(hourGainsOf(undefined, { isOpen: false, isHeard: true })).toEqual(nothing)
    expect(hourGainsOf(undefined, { isOpen: false, isHeard: false })).toBeNull()
    expect(hourGainsOf(null, { isOpen: true, isHeard: true })).toBeNull()
    expect(hourGainsOf({ own: 1, groups: [] }, { isOpen: false, isHeard: false })).toEqual({ own: 1, groups: [] })
  })
})
