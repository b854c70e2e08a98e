import { describe, expect, it } from 'vitest'
import { openDraft } from '../monitors/draft'
import { aBeat, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, MonitorConfig, Part, Run } from '../types'
import { latestAnonymous } from './anonymous-run'

// docs/rules.md, "Which run a beat belongs to": W is a minute, R ten minutes.
const W = 60_000
const R = 600_000
const DAY = 86_400_000

/** Which run a beat without a key belongs to, and which one the next run supersedes. */
function belongs(
  beat: Partial<Beat>,
  { config, runs, parts = [] }: { config?: Partial<MonitorConfig>; runs: Run[]; parts?: Part[] },
) {
  const snapshot = aSnapshot({ config: { schedule: { type: 'none' }, ...config }, runs, parts })
  const { run, latest } = latestAnonymous(openDraft(snapshot), aBeat(beat))
  return [run?.id ?? null, latest?.id ?? null]
}

const agoMs = (ms: number) => NOW - ms
const ended = (state: Run['state'], ms: number, more: Partial<Run> = {}) =>
  aRun({ id: 'ended', state, startedAt: agoMs(ms + 1000), endedAt: agoMs(ms), ...more })

describe('a beat about a run, with none open', () => {
  it.each<[Beat['signal'], Run['state'], number, Partial<Run>, boolean]>([
    ['progress', 'succeeded', W, {}, true],
    ['progress', 'succeeded', W + 1, {}, false],
    ['progress', 'failed', 0, {}, true],
    ['log', 'succeeded', 0, {}, false],
    ['start', 'succeeded', 0, {}, false],
    ['success', 'succeeded', W, {}, true],
    ['success', 'succeeded', W + 1, {}, false],
    ['success', 'partial', 0, {}, true],
    ['success', 'failed', 0, {}, false],
    ['success', 'lost', 0, {}, false],
    ['fail', 'failed', 0, {}, true],
    ['fail', 'succeeded', 0, {}, false],
    ['fail', 'partial', 0, {}, false],
    ['fail', 'succeeded', W, { partEnded: true }, true],
    ['fail', 'succeeded', W + 1, { partEnded: true }, false],
    ['success', 'failed', 0, { partEnded: true }, true],
    ['start', 'succeeded', 0, { partEnded: true }, false],
  ])('%s for one that has %s %d ms ago, %j: %s', (signal, state, ms, more, isIts) => {
    expect(belongs({ signal }, { runs: [ended(state, ms, more)] })).toEqual([isIts ? 'ended' : null, null])
  })

  it('belongs to the run without a key, although one with a key ended later', () => {
    const keyed = aRun({ id: 'keyed', key: 'k', state: 'succeeded', endedAt: NOW })
    expect(belongs({ signal: 'success' }, { runs: [ended('succeeded', 0), keyed] })).toEqual(['ended', null])
    expect(belongs({ signal: 'success' }, { runs: [keyed] })).toEqual([null, null])
  })

  it('belongs to the one that began last', () => {
    const runs = [ended('succeeded', 10), ended('succeeded', 5, { id: 'later' })]
    expect(belongs({ signal: 'success' }, { runs })).toEqual(['later', null])
  })
})

describe('a beat about a part, with no run open', () => {
  const part = (more: Partial<Part>) => aPart({ runId: 'ended', step: 'load', ...more })
  const done = part({ state: 'succeeded', endedAt: agoMs(W) })
  const failed = part({ state: 'failed', endedAt: agoMs(R) })
  const began = (lastBeatAt: number) => part({ state: 'running', lastBeatAt })

  it.each<[string, Beat['signal'], number, Part, boolean]>([
    ['a part that it has', 'progress', W, done, true],
    ['a part that it has, too late', 'progress', W + 1, done, false],
    ['a log line about one', 'log', 0, done, false],
    ['a part that failed', 'start', R, failed, true],
    ['a part that failed, too late', 'start', R + 1, failed, false],
    ['a part that began again', 'start', R, began(agoMs(R - 1)), true],
    ['a part that began again, started too late', 'start', R + 1, began(agoMs(1)), false],
    ['a part that began again', 'success', R + 1, began(agoMs(1)), true],
    ['a part that has run since before the end', 'success', W + 1, began(agoMs(W + 1)), false],
    ['a part that has run since before the end', 'success', W, began(agoMs(W)), true],
    ['a part of another run', 'success', 0, { ...done, runId: 'other' }, false],
    ['another step', 'success', 0, { ...done, step: 'extract' }, false],
    ['a shard of the step', 'success', 0, { ...done, shard: '1' }, false],
  ])('%s (%s), %d ms after the end', (_, signal, ms, its, isIts) => {
    const runs = [ended('succeeded', ms)]
    expect(belongs({ signal, step: 'load' }, { runs, parts: [its] })).toEqual([isIts ? 'ended' : null, null])
  })

  it.each([
    ['a day', null, DAY],
    ['the runtime', 900, 900_000],
  ])('a part that began again is of the run for %s after its last beat', (_, maxRuntimeSeconds, ms) => {
    const runs = [ended('succeeded', 2 * DAY)]
    const last = (lastBeatAt: number) => ({ config: { maxRuntimeSeconds }, runs, parts: [began(lastBeatAt)] })
    expect(belongs({ signal: 'success', step: 'load' }, last(agoMs(ms)))).toEqual(['ended', null])
    expect(belongs({ signal: 'success', step: 'load' }, last(agoMs(ms + 1)))).toEqual([null, null])
  })

  it('a part that ended long before its run shows that the next run has begun', () => {
    const runs = [ended('succeeded', 0, { partOpened: true })]
    const parts = [{ ...done, endedAt: agoMs(W + 1) }]
    expect(belongs({ signal: 'success', step: 'load' }, { runs, parts })).toEqual([null, null])
  })
})

describe('with a run open that a part has opened', () => {
  const open = (ms: number) => aRun({ id: 'open', partOpened: true, startedAt: agoMs(ms) })
  const part = (more: Partial<Part>) =>
    aPart({ runId: 'open', step: 'load', state: 'succeeded', endedAt: agoMs(W + 1), lastBeatAt: agoMs(W + 1), ...more })

  it.each<[string, Partial<Beat>, Partial<Run>, Partial<Part>, boolean]>([
    ['a part that succeeded', { signal: 'progress', step: 'load' }, {}, {}, true],
    ['a part that succeeded just now', { signal: 'progress', step: 'load' }, {}, { endedAt: agoMs(W) }, false],
    ['a part that failed', { signal: 'start', step: 'load' }, {}, { state: 'failed' }, false],
    ['a log line', { signal: 'log', step: 'load' }, {}, {}, false],
    ['a beat about the run', { signal: 'success' }, {}, {}, false],
    ['another part', { signal: 'progress', step: 'check' }, {}, {}, false],
    ['a run that its own start has opened', { signal: 'progress', step: 'load' }, { partOpened: false }, {}, false],
  ])('%s: %j, %j, %j: the next run has begun is %s', (_, beat, run, its, isNext) => {
    const given = { runs: [{ ...open(2 * W), ...run }], parts: [part(its)] }
    expect(belongs(beat, given)).toEqual([isNext ? null : 'open', 'open'])
  })

  it('a step whose success is only implied begins the next run with a start', () => {
    const config = { endsOn: 'steps' as const, steps: ['extract', 'load'] }
    const given = { config, runs: [open(3 * W)], parts: [part({ lastBeatAt: agoMs(2 * W) })] }
    expect(belongs({ signal: 'progress', step: 'load' }, given)).toEqual(['open', 'open'])
    expect(belongs({ signal: 'start', step: 'load' }, given)).toEqual([null, 'open'])
  })

  it.each<[string, Partial<Beat>, number, Partial<Part>, boolean]>([
    ['the first declared step starts', { step: 'extract' }, W + 1, {}, true],
    ['it starts soon after the run', { step: 'extract' }, W, {}, false],
    ['the second one starts', { step: 'check' }, W + 1, {}, false],
    ['a shard of the first one starts', { step: 'extract', shard: '1' }, W + 1, {}, false],
    ['the first one goes on', { step: 'extract', signal: 'progress' }, W + 1, {}, false],
    ['no declared step has begun', { step: 'extract' }, W + 1, { step: 'other' }, false],
    ['one has begun in another run', { step: 'extract' }, W + 1, { runId: 'other' }, false],
  ])('%s: %j, %d ms after the start of the run, with %j: %s', (_, beat, ms, its, isNext) => {
    const config = { steps: ['extract', 'load', 'check'] }
    const other = aPart({ runId: 'another', step: 'notes' })
    const given = { config, runs: [open(ms)], parts: [other, part({ state: 'running', endedAt: null, ...its })] }
    expect(belongs({ signal: 'start', ...beat }, given)).toEqual([isNext ? null : 'open', 'open'])
  })
})
