import { describe, expect, it } from 'vitest'
import { aConfig, aRun, aSnapshot } from '../test-kit'
import type { Outage, Run } from '../types'
import { episodesOf } from './deaf'
import { isStartUnheard, recovering, waitAgain } from './recovering'

/** Deaf from 1000 s to 1060 s; the recovery window ends at 1120 s. */
const OUTAGE: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_060_000, recoversAt: 1_120_000 }
const SHORT: Outage = { seq: 1, startedAt: 1_000_000, endedAt: 1_004_999, recoversAt: 1_120_000 }
const LONG: Outage = { ...OUTAGE, recoversAt: 9_000_000 }
const only = (outage: Outage) => episodesOf([outage])[0]!

describe('after an outage, an open run', () => {
  const run = aRun({ lastBeatAt: 990_000, silentFromAt: 990_000, stalledFromAt: 980_000 })

  it.each<[string, Outage, Partial<Run>, number, number | null]>([
    ['is silent and stalled from the end of the recovery window', OUTAGE, {}, 1_120_000, 1_120_000],
    ['does not stall while no done is known', OUTAGE, { stalledFromAt: null }, 1_120_000, null],
    ['is as it was after one of less than 5 s', SHORT, {}, 990_000, 980_000],
    [
      'that was heard since stalls from the end of the deaf span',
      OUTAGE,
      { lastBeatAt: 1_060_000, silentFromAt: 1_060_000 },
      1_060_000,
      1_060_000,
    ],
    [
      'that was heard in the deaf span waits for the recovery window',
      OUTAGE,
      { lastBeatAt: 1_059_999, silentFromAt: 1_059_999 },
      1_120_000,
      1_120_000,
    ],
    ['waits for ten minutes of a long recovery window', LONG, {}, 1_660_000, 1_660_000],
  ])('%s', (_, outage, more, silentFromAt, stalledFromAt) => {
    expect(waitAgain({ ...run, ...more }, only(outage))).toEqual({ silentFromAt, stalledFromAt })
  })

  it('was heard since the last deaf span, or waits for the recovery window', () => {
    const again: Outage = { seq: 2, startedAt: 1_080_000, endedAt: 1_090_000, recoversAt: 1_150_000 }
    const [episode] = episodesOf([OUTAGE, again])
    const between = { ...run, lastBeatAt: 1_070_000, silentFromAt: 1_070_000 }
    expect(waitAgain(between, episode!)).toEqual({ silentFromAt: 1_150_000, stalledFromAt: 1_150_000 })
    const since = { ...run, lastBeatAt: 1_090_000, silentFromAt: 1_090_000 }
    expect(waitAgain(since, episode!)).toEqual({ silentFromAt: 1_090_000, stalledFromAt: 1_090_000 })
  })
})

describe('before an outage is applied, the limits of an open run', () => {
  const run = aRun({ lastBeatAt: 990_000, silentFromAt: 990_000, stalledFromAt: 980_000 })
  const bases = (silenceSeconds: number | null, stallSeconds: number | null, outages: Outage[] = [OUTAGE]) => {
    const { silentFromAt, stalledFromAt } = recovering(
      run,
      aConfig({ silenceSeconds, stallSeconds }),
      episodesOf(outages),
    )
    return [silentFromAt, stalledFromAt]
  }

  it.each([
    ['that are reached when it begins count from the end of the recovery window', 10, 20, 1_120_000, 1_120_000],
    ['that were reached before count as if there were no outage', 9, 19, 990_000, 980_000],
    ['are separate: only the silence was reached before', 9, 20, 990_000, 1_120_000],
    ['are separate: only the stall was reached before', 10, 19, 1_120_000, 980_000],
    ['that are off stay as they are', null, null, 990_000, 980_000],
  ])('%s', (_, silence, stall, silentFromAt, stalledFromAt) => {
    expect(bases(silence, stall)).toEqual([silentFromAt, stalledFromAt])
  })

  it('count on from one outage to the next', () => {
    const later: Outage = { seq: 2, startedAt: 1_130_000, endedAt: 1_140_000, recoversAt: 1_200_000 }
    expect(bases(10, 20, [OUTAGE, later])).toEqual([1_200_000, 1_200_000])
    expect(bases(9, 20, [OUTAGE, later])).toEqual([990_000, 1_200_000])
  })
})

describe('the start of an occurrence at 1000 s with 30 s of grace, to be received by 1010 s', () => {
  const unheard = (startedAt: number, endedAt: number, expectedAt: number | null = 1_000_000) => {
    const outage = { seq: 1, startedAt, endedAt, recoversAt: endedAt }
    const snapshot = aSnapshot({ state: { status: 'up', expectedAt } })
    return isStartUnheard({ ...snapshot, episodes: episodesOf([outage]) }, 1_010_000)
  }

  it.each([
    ['in a span that ends after it may be early', 900_000, 970_001, true],
    ['not in a span that ends when it may be early', 900_000, 970_000, false],
    ['in a span that begins before its limit', 1_009_999, 1_100_000, true],
    ['in a span that begins with its limit, which is postponed', 1_010_000, 1_100_000, true],
    ['not in a span that begins after its limit', 1_010_001, 1_100_000, false],
    ['not in a span of less than 5 s', 1_000_000, 1_004_999, false],
  ])('may be lost %s', (_, from, to, expected) => {
    expect(unheard(from, to)).toBe(expected)
  })

  it('is not lost where nothing is expected', () => {
    expect(unheard(900_000, 1_100_000, null)).toBe(false)
    expect(isStartUnheard(aSnapshot({ state: { expectedAt: 1_000_000 } }), 1_010_000)).toBe(false)
  })
})
