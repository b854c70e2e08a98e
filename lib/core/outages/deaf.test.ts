import { describe, expect, it } from 'vitest'
import type { Outage } from '../types'
import { deafSpans, deafTime, type Episode, episodesOf, longestWithin, postponed, recoveredBy } from './deaf'

const MINUTE = 60_000
const outage = (seq: number, startedAt: number, endedAt: number, recoversAt = endedAt + MINUTE): Outage => {
  return { seq, startedAt, endedAt, recoversAt }
}
const span = (from: number, to: number, seq = 1) => ({ seq, from, to })

describe('episodes', () => {
  const first = outage(1, 100_000, 110_000, 170_000)

  it.each<[string, Outage, number]>([
    ['at the end of the recovery window before it, it belongs to that episode', outage(2, 170_000, 180_000), 1],
    ['after that, it begins its own', outage(2, 170_001, 180_000), 2],
  ])('where an outage begins %s', (_, second, count) => {
    expect(episodesOf([second, first])).toHaveLength(count)
  })

  it('begin with their first outage, and have the latest recovery and the highest number of all', () => {
    const earlier = outage(3, 100_000, 110_000, 300_000)
    const later = outage(2, 120_000, 130_000, 200_000)
    expect(episodesOf([later, earlier])).toEqual([
      {
        startedAt: 100_000,
        recoversAt: 300_000,
        seq: 3,
        spans: [span(100_000, 110_000, 3), span(120_000, 130_000, 2)],
      },
    ])
    expect(episodesOf([outage(2, 120_000, 130_000, 400_000), earlier])[0]?.recoversAt).toBe(400_000)
    expect(episodesOf([outage(4, 120_000, 130_000, 200_000), earlier])[0]?.seq).toBe(4)
  })

  it.each<[string, Outage, object[]]>([
    ['less than 5 s apart are one span', outage(2, 114_999, 120_000), [span(100_000, 120_000, 2)]],
    ['5 s apart are two', outage(2, 115_000, 120_000), [span(100_000, 110_000), span(115_000, 120_000, 2)]],
    ['within each other are one, as long as the longer one', outage(2, 102_000, 105_000), [span(100_000, 110_000, 2)]],
    ['with an older number keep the higher one', outage(0, 105_000, 120_000), [span(100_000, 120_000, 1)]],
  ])('of outages that are %s', (_, second, spans) => {
    expect(episodesOf([second, first])[0]?.spans).toEqual(spans)
  })
})

it('beats may be lost in spans of 5 s and more', () => {
  const episodes = episodesOf([outage(1, 0, 4_999), outage(2, 10_000, 15_000), outage(3, 20_000, 26_000)])
  expect(deafSpans(episodes).map(({ seq }) => seq)).toEqual([2, 3])
})

describe('a deadline', () => {
  const episodes = episodesOf([outage(1, 100_000, 110_000, 170_000), outage(2, 500_000, 510_000, 570_000)])

  it.each([
    [99_999, 99_999],
    [100_000, 170_000],
    [169_999, 170_000],
    [170_000, 170_000],
    [400_000, 400_000],
    [500_000, 570_000],
  ])('that was set for %i is due at %i', (at, dueAt) => {
    expect(postponed(episodes, at)).toBe(dueAt)
  })

  const open = 10 * MINUTE
  const episode = (...spans: [number, number][]): Episode => {
    return { startedAt: 0, recoversAt: 1e9, seq: 1, spans: spans.map(([from, to]) => span(from, to)) }
  }

  it.each<[string, Episode, number, number]>([
    ['waits for ten minutes', episode([0, 10_000]), 20_000, 20_000 + open],
    ['does not count the rest of the span that it is in', episode([0, 10_000]), 4_000, 10_000 + open],
    ['does not count spans that come later', episode([0, 10_000], [60_000, 90_000]), 10_000, 40_000 + open],
    ['counts no span that ended before', episode([0, 10_000], [60_000, 90_000]), 90_000, 90_000 + open],
    ['counts no span after its ten minutes', episode([0, 10_000], [700_000, 800_000]), 10_000, 10_000 + open],
    ['is due when a span begins with the end of its ten minutes', episode([0, 5], [open + 5, 1e6]), 5, open + 5],
    [
      'waits for ten minutes of all times between spans',
      episode([0, 10_000], [310_000, 400_000], [700_000, 9e6]),
      10_000,
      700_000,
    ],
    [
      'counts no second span once its ten minutes are over',
      episode([0, 10_000], [310_000, 400_000], [700_001, 8e6], [9e6, 1e7]),
      10_000,
      700_000,
    ],
  ])('in an endless recovery window %s', (_, of, at, dueAt) => {
    expect(recoveredBy(of, at)).toBe(dueAt)
  })

  it('is due at the end of a recovery window that is shorter', () => {
    expect(recoveredBy({ ...episode([0, 10_000]), recoversAt: 70_000 }, 20_000)).toBe(70_000)
  })
})

it.each([
  [0, 300, 30],
  [105, 300, 25],
  [0, 205, 15],
  [103, 107, 4],
  [110, 200, 0],
  [300, 400, 0],
])('from %i to %i, %i ms are deaf', (from, to, deaf) => {
  expect(deafTime([span(100, 110), span(200, 220)], from, to)).toBe(deaf)
})

describe('the longest of the spans 100 to 110, 200 to 220, 300 to 320 and 400 to 410', () => {
  const spans = [span(100, 110), span(200, 220), span(300, 320), span(400, 410)]

  it.each([
    ['of equal ones is the last', 0, 1_000, 300],
    ['from 0 to 300', 0, 300, 200],
    ['from 0 to 200', 0, 200, 100],
    ['from 109 to 150', 109, 150, 100],
    ['from 320 to 1000', 320, 1_000, 400],
    ['from 110 to 200', 110, 200, null],
    ['from 500 to 600', 500, 600, null],
  ])('%s', (_, from, to, expected) => {
    expect(longestWithin(spans, from, to)?.from ?? null).toBe(expected)
  })
})
