import { describe, expect, it } from 'vitest'
import { openDraft } from '../monitors/draft'
import { aRun, aSnapshot } from '../test-kit'
import type { MonitorConfig, MonitorState, Run } from '../types'
import { episodesOf } from './deaf'
import { lostBeforeNext, lostEnd, lostOccurrence } from './may-be-lost'

// docs/rules.md, section 7, "May be lost".
/** On the first day of all, on which a null that counts as 0 is found. */
const at = (clock: string) => Date.parse(`1970-01-01T${clock}Z`)
const HOURLY: Partial<MonitorConfig> = {
  schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' },
  graceSeconds: 600,
}

/** The deaf spans, with a recovery window of a minute where they say nothing else. */
type Spans = readonly (readonly [from: string, to: string, recovers?: string])[]

interface Given {
  spans: Spans
  config?: Partial<MonitorConfig>
  state?: Partial<MonitorState>
  runs?: Run[]
}

function aDraft({ spans, config, state, runs = [] }: Given) {
  const draft = openDraft(aSnapshot({ config: { ...HOURLY, ...config }, state: { status: 'up', ...state }, runs }))
  draft.episodes = episodesOf(
    spans.map(([from, to, recovers], index) => {
      return {
        seq: index + 1,
        startedAt: at(from),
        endedAt: at(to),
        recoversAt: recovers ? at(recovers) : at(to) + 60_000,
      }
    }),
  )
  return draft
}

/** The number of the span in which the finish of 10:00 may have been lost. */
const occurrence = (given: Given) => {
  const draft = aDraft({ ...given, state: { expectedAt: at('10:00:00'), ...given.state } })
  return lostOccurrence(draft)?.seq ?? null
}

describe('the finish of 10:00 that usually comes two minutes later', () => {
  const state = { usualFinishes: [1200, 1200, 1200, 1200, 1200] }

  it.each<[string, Spans, number | null]>([
    ['in a span that covers it', [['10:01:58', '10:02:10']], 1],
    ['in a span that begins within its tenth of a second', [['10:02:00.099', '10:02:10']], 1],
    ['in no span that begins after that', [['10:02:00.100', '10:02:10']], null],
    ['in a span that ends within it', [['10:01:50', '10:02:00.001']], 1],
    ['in no span that ends before it', [['10:01:50', '10:02:00']], null],
    ['in no span of less than 5 s', [['10:01:58', '10:02:02']], null],
    [
      'in the span that covers it, not in a later one',
      [
        ['10:01:58', '10:02:10'],
        ['10:03:30', '10:04:00'],
      ],
      1,
    ],
  ])('may be lost %s', (_, spans, expected) => {
    expect(occurrence({ spans, state })).toBe(expected)
  })

  const spans: Spans = [['10:01:58', '10:02:10']]

  it('may be lost if one of its five usual times is in the span, but four are too few to know', () => {
    expect(occurrence({ spans, state: { usualFinishes: [1, 1, 1200, 1, 1] } })).toBe(1)
    expect(occurrence({ spans, state: { usualFinishes: [1200, 1200, 1200, 1200] } })).toBeNull()
  })

  it.each<[string, Partial<Run>, number | null]>([
    ['its run was heard when the span ended', { startedAt: at('10:00:00'), lastBeatAt: at('10:02:10') }, null],
    ['its run was heard before', { startedAt: at('10:00:00'), lastBeatAt: at('10:02:09.999') }, 1],
    ['a run that began early enough for it was heard', { startedAt: at('09:50:00'), lastBeatAt: at('10:02:10') }, null],
    ['the run before was heard', { startedAt: at('09:49:59'), lastBeatAt: at('10:02:10') }, 1],
    ['a run that has ended was heard', { state: 'failed', startedAt: at('10:00:00'), lastBeatAt: at('10:03:00') }, 1],
  ])('where %s', (_, run, expected) => {
    expect(occurrence({ spans, state, runs: [aRun(run)] })).toBe(expected)
  })

  it.each<[string, Spans, number | null]>([
    ['not in a span that begins after its deadline', [['10:14:00', '10:16:00']], null],
    ['in one that begins before', [['10:09:00', '10:16:00']], 1],
  ])('that comes after its deadline may be lost %s', (_, spans, expected) => {
    expect(occurrence({ spans, state: { usualFinishes: [9000, 9000, 9000, 9000, 9000] } })).toBe(expected)
  })

  it.each([
    ['10:20:00', null],
    ['10:19:59', 2],
  ])('may be lost in a span that begins before its longest wait ends at 10:20: %s', (begins, expected) => {
    const usualFinishes = [15_000, 15_000, 15_000, 15_000, 15_000]
    const spans: Spans = [
      ['10:05:00', '10:10:00', '11:30:00'],
      [begins, '10:40:00'],
    ]
    expect(occurrence({ spans, state: { usualFinishes } })).toBe(expected)
  })

  it('counts from the last beat of several runs', () => {
    const runs = ['10:02:10', '10:01:00'].map((beat) => aRun({ startedAt: at('10:00:00'), lastBeatAt: at(beat) }))
    expect(occurrence({ spans, state, runs })).toBeNull()
  })
})

describe('a finish without known usual times, that is expected at 10:00 with ten minutes of grace', () => {
  it.each<[string, Spans, number | null]>([
    ['may be lost in a twentieth of the time', [['10:05:00', '10:05:30']], 1],
    ['not in less', [['10:05:00', '10:05:29.999']], null],
    [
      'in several spans together, of which the last is named',
      [
        ['10:02:00', '10:02:15'],
        ['10:05:00', '10:05:15'],
      ],
      2,
    ],
    ['in the time in which it may be early', [['09:50:00', '09:50:30']], 1],
    ['not before that', [['09:40:00', '09:50:00']], null],
    ['not after the deadline', [['10:10:00', '10:20:00']], null],
    [
      'in a span before the deadline, not in one that begins with it',
      [
        ['10:05:00', '10:05:30'],
        ['10:10:00', '10:20:00'],
      ],
      1,
    ],
    [
      'not in a span that ended when it could be early first',
      [
        ['09:40:00', '09:50:00'],
        ['09:58:00', '09:59:00'],
      ],
      2,
    ],
  ])('%s', (_, spans, expected) => {
    expect(occurrence({ spans })).toBe(expected)
  })

  it.each<[string, Spans, number | null]>([
    ['that begins with it', [['10:00:00', '10:00:10']], 1],
    ['that begins later', [['10:00:01', '10:00:10']], null],
    ['that ends after it', [['09:59:50', '10:00:00.001']], 1],
    ['that ends with it', [['09:59:50', '10:00:00']], null],
    [
      'that begins in the recovery window',
      [
        ['10:00:00', '10:00:03'],
        ['10:00:30', '10:00:50'],
      ],
      null,
    ],
  ])('without grace may be lost in no span but one that covers its instant: %s', (_, spans, expected) => {
    expect(occurrence({ spans, config: { graceSeconds: 0 } })).toBe(expected)
  })

  it('is not lost where nothing is expected, or nothing was deaf', () => {
    const spans: Spans = [['00:00:00', '00:10:00']]
    expect(occurrence({ spans, state: { expectedAt: null } })).toBeNull()
    expect(occurrence({ spans: [] })).toBeNull()
  })
})

describe('the finish of an interval of an hour, that is expected at 10:00', () => {
  const config: Partial<MonitorConfig> = { schedule: { type: 'interval', seconds: 3600 } }

  it('has usual times that count from 09:00', () => {
    const usualFinishes = [1200, 1200, 1200, 1200, 1200]
    expect(occurrence({ spans: [['09:01:58', '09:02:10']], config, state: { usualFinishes } })).toBe(1)
    expect(occurrence({ spans: [['10:01:58', '10:02:10']], config, state: { usualFinishes } })).toBeNull()
  })

  it('is not lost in a span after which any run was heard', () => {
    const run = aRun({ startedAt: at('06:00:00'), lastBeatAt: at('10:06:00') })
    expect(occurrence({ spans: [['10:05:00', '10:06:00']], config, runs: [run] })).toBeNull()
    expect(occurrence({ spans: [['10:05:00', '10:06:00']], config })).toBe(1)
  })
})

describe('the end of a run from 10:00 to 11:00', () => {
  const run = (more: Partial<Run> = {}) => {
    const startedAt = at('10:00:00')
    return aRun({ startedAt, lastBeatAt: startedAt, deadlineAt: at('11:00:00'), ...more })
  }
  const end = (spans: Spans, more: Partial<Run> = {}, state: Partial<MonitorState> = {}) =>
    lostEnd(aDraft({ spans, state }), run(more))?.seq ?? null

  it.each<[string, Spans, Partial<Run>, number | null]>([
    ['may be lost in a twentieth of its time', [['10:30:00', '10:33:00']], {}, 1],
    ['not in less', [['10:30:00', '10:32:59']], {}, null],
    ['not before its start', [['09:50:00', '10:00:00']], {}, null],
    ['not where a beat came since', [['10:30:00', '10:33:00']], { lastBeatAt: at('10:33:00') }, null],
    ['not where it has no deadline', [['10:30:00', '10:33:00']], { deadlineAt: null }, null],
    ['not where its start is unknown', [['10:05:00', '10:55:00']], { startedAt: null }, null],
  ])('%s', (_, spans, more, expected) => {
    expect(end(spans, more)).toBe(expected)
  })

  it('has usual durations that count from its start', () => {
    const state = { usualDurations: [1200, 1200, 1200, 1200, 1200], usualFinishes: [9, 9, 9, 9, 9] }
    expect(end([['10:01:58', '10:02:10']], {}, state)).toBe(1)
    expect(end([['10:30:00', '10:33:00']], {}, state)).toBeNull()
  })

  const lost = (spans: Spans, more: Partial<Run>, state: Partial<MonitorState> = {}) =>
    lostBeforeNext(aDraft({ spans, state }), run({ state: 'lost', ...more }), at('11:00:00'))?.seq ?? null

  it.each<[string, Spans, Partial<Run>, number | null]>([
    ['in a twentieth of the time until the next one began', [['10:10:00', '10:11:00']], { endedAt: at('10:20:00') }, 1],
    ['not in less', [['10:10:00', '10:10:59']], { endedAt: at('10:20:00') }, null],
    ['not after the next one began', [['10:30:00', '10:40:00']], { endedAt: at('10:20:00') }, null],
    ['not after its deadline', [['11:10:00', '11:20:00']], { endedAt: at('11:30:00') }, null],
    ['not where a beat came since', [['10:10:00', '10:11:00']], { lastBeatAt: at('10:11:00') }, null],
    ['not where its start is unknown', [['10:05:00', '10:55:00']], { startedAt: null }, null],
  ])('that is lost may be lost %s', (_, spans, more, expected) => {
    expect(lost(spans, more)).toBe(expected)
  })

  it('that is lost has usual durations too', () => {
    const state = { usualDurations: [1200, 1200, 1200, 1200, 1200] }
    expect(lost([['10:01:58', '10:02:10']], { endedAt: at('10:20:00') }, state)).toBe(1)
    expect(lost([['10:10:00', '10:15:00']], { endedAt: at('10:20:00') }, state)).toBeNull()
  })
})
