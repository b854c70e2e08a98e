import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, MonitorState, Run } from '../types'

// docs/rules.md, section 7, "Usual finishes".
interface Given {
  config?: Partial<MonitorConfig>
  state?: Partial<MonitorState>
  runs?: Run[]
  beat?: Partial<Beat>
}

/** What is usual after a beat: a finish at NOW, if nothing else is given. */
function usual({ config, state, runs = [], beat }: Given) {
  const snapshot = aSnapshot({ config, state: { status: 'up', ...state }, runs })
  const { usualFinishes, usualDurations } = applyBeat(snapshot, aBeat(beat)).snapshot.state
  return [usualFinishes, usualDurations]
}

describe('the usual finish of an interval of a minute with 30 s of grace', () => {
  const state = { expectedAt: NOW + 20_000, lastSuccessAt: NOW - 40_000 }

  it.each<[string, Given, number[]]>([
    ['counts from the success before', {}, [400]],
    ['is kept for a failure too', { beat: { signal: 'fail' } }, [400]],
    ['is kept in whole tenths of a second, rounded down', { beat: { receivedAt: NOW + 199 } }, [401]],
    ['is kept with the end of the grace', { beat: { receivedAt: NOW + 50_000 } }, [900]],
    ['is not kept after that', { beat: { receivedAt: NOW + 50_001 } }, []],
    ['is not kept where the expected finish was moved', { state: { expectedAt: NOW + 20_001 } }, []],
    ['is not kept without a success before', { state: { lastSuccessAt: null } }, []],
    ['is not kept where nothing was expected', { state: { expectedAt: null } }, []],
    ['is not kept for progress', { beat: { signal: 'progress' } }, []],
  ])('%s', (_, given, finishes) => {
    expect(usual({ ...given, state: { ...state, ...given.state } })[0]).toEqual(finishes)
  })
})

describe('the usual finish of a cron schedule', () => {
  const hour = 3_600_000
  const config: Partial<MonitorConfig> = {
    schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' },
    graceSeconds: 600,
  }

  it.each([
    ['counts from its occurrence', hour, hour + 123_456, [1234]],
    ['may come before its occurrence', hour, hour - 60_000, [-600]],
    ['is not kept for an occurrence before the expected one', 2 * hour, hour + 60_000, []],
    ['is kept for a later one', hour, 3 * hour + 60_000, [600]],
  ])('%s', (_, expectedAt, receivedAt, finishes) => {
    expect(usual({ config, state: { expectedAt }, beat: { receivedAt } })[0]).toEqual(finishes)
  })
})

describe('the usual duration of a run', () => {
  const open = aRun({ id: 'open', key: 'k', startedAt: NOW - 12_345 })

  it.each<[string, Given, number[]]>([
    ['is from its start to its success', { runs: [open] }, [123]],
    [
      'is kept beside a run that has ended',
      { runs: [aRun({ id: 'other', state: 'failed', endedAt: 9 }), open] },
      [123],
    ],
    ['is from its start to its failure', { runs: [open], beat: { signal: 'fail' } }, [123]],
    ['is from its start to a partial end', { runs: [{ ...open, partsFailed: 1 }] }, [123]],
    ['is kept while paused', { runs: [open], state: { status: 'paused' } }, [123]],
    ['is not kept without a start', {}, []],
    ['is not kept where it timed out before', { runs: [{ ...open, state: 'timed_out', endedAt: NOW - 1 }] }, []],
    ['is not kept while it is open', { runs: [open], beat: { signal: 'progress' } }, []],
    [
      'is not kept for a repeated finish at the same instant',
      { runs: [{ ...open, state: 'succeeded', endedAt: NOW }] },
      [],
    ],
    ['is not kept for a run that the next one made lost', { runs: [open], beat: { signal: 'start', attempt: 2 } }, []],
  ])('%s', (_, given, durations) => {
    expect(usual({ ...given, beat: { runKey: 'k', ...given.beat } })[1]).toEqual(durations)
  })

  it('is one of the last 20', () => {
    const known = Array.from({ length: 20 }, (_, index) => index)
    const state = { usualDurations: known, expectedAt: NOW + 20_000, lastSuccessAt: NOW - 40_000, usualFinishes: known }
    const given = { runs: [open], state, beat: { runKey: 'k' } }
    expect(usual(given)).toEqual([
      [...known.slice(1), 400],
      [...known.slice(1), 123],
    ])
  })
})

it('a run that is marked with an outage loses the mark with the finish that came after all', () => {
  const run = aRun({
    id: 'r',
    key: 'k',
    state: 'unjudged',
    startedAt: NOW - 9,
    endedAt: NOW - 1,
    awayFromAt: 1,
    awayToAt: 2,
  })
  const { snapshot } = applyBeat(aSnapshot({ runs: [run] }), aBeat({ runKey: 'k' }))
  expect(snapshot.runs[0]).toMatchObject({ state: 'succeeded', awayFromAt: null, awayToAt: null })
})
