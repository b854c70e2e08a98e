import { describe, expect, it } from 'vitest'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, Run } from '../types'
import { applyBeat } from './apply-beat'
import { warnings } from './warnings'

const start = (run: Partial<Run>, beat: Partial<Beat> = {}) =>
  applyBeat(
    aSnapshot({
      config: { schedule: { type: 'none' } },
      runs: [aRun({ id: 'first', key: 'k', startedAt: NOW - 5_000, ...run })],
    }),
    aBeat({ signal: 'start', runKey: 'k', ...beat }),
  )

describe('a start of a run that a part opened a moment before', () => {
  it('joins it without a warning, and sets what is still unknown', () => {
    const { snapshot, warnings: said } = start({ partOpened: true }, { done: 5, total: 9, unit: 'rows', shards: 4 })
    expect(snapshot.runs).toMatchObject([
      { id: 'first', partOpened: false, done: 5, total: 9, unit: 'rows', shardsExpected: 4, startedAt: NOW - 5_000 },
    ])
    expect(said).toEqual([])
  })

  it('keeps what is known', () => {
    const known = { partOpened: true, done: 1, total: 2, unit: 'files', shardsExpected: 3 }
    const { snapshot } = start(known, { done: 5, add: 1, total: 9, unit: 'rows', shards: 4 })
    expect(snapshot.runs).toMatchObject([{ ...known, partOpened: false }])
  })

  it('begins the next attempt if it has failed already', () => {
    const { snapshot } = start({ partOpened: true, state: 'failed', endedAt: NOW - 1_000 })
    expect(snapshot.runs.map(({ attempt, state }) => [attempt, state])).toEqual([
      [1, 'failed'],
      [2, 'running'],
    ])
  })
})

it('of several attempts, in any order, a beat without a number is of the last', () => {
  const runs = [3, 1, 2].map((attempt) => aRun({ id: `${attempt}`, key: 'k', attempt, state: 'failed', endedAt: NOW }))
  const snapshot = aSnapshot({ runs })
  expect(applyBeat(snapshot, aBeat({ signal: 'log', runKey: 'k' })).runId).toBe('3')
  expect(applyBeat(snapshot, aBeat({ signal: 'start', runKey: 'k' })).snapshot.runs.at(-1)?.attempt).toBe(4)
})

it('a beat without a run key has no attempt to be late for', () => {
  const open = aRun({ id: 'open' })
  const progress = applyBeat(aSnapshot({ runs: [open] }), aBeat({ signal: 'progress', attempt: 0 }))
  expect([progress.runId, progress.warnings]).toEqual(['open', []])
  const again = applyBeat(aSnapshot({ runs: [open] }), aBeat({ signal: 'start', attempt: 0 }))
  expect([again.runId, again.warnings]).toEqual(['fresh', [warnings.overlap]])
})

it('a step that the monitor does not declare is recorded with a warning', () => {
  const snapshot = aSnapshot({ config: { steps: ['extract'] } })
  const outcome = (step: string) => applyBeat(snapshot, aBeat({ signal: 'progress', step }))
  expect(outcome('load').warnings).toEqual([warnings.undeclaredStep])
  expect(outcome('load').snapshot.parts).toMatchObject([{ step: 'load' }])
  expect(outcome(' EXTRACT ').warnings).toEqual([])
  expect(outcome(' EXTRACT ').snapshot.parts).toMatchObject([{ step: 'extract' }])
})

it.each([
  ['success', null, null],
  ['fail', NOW + 9, 'other'],
] as const)('a success ends the wait for a lost run, a failure does not: %s', (signal, lostDeadlineAt, lostRunId) => {
  const state = { status: 'up', lostDeadlineAt: NOW + 9, lostRunId: 'other' } as const
  expect(applyBeat(aSnapshot({ state }), aBeat({ signal })).snapshot.state).toMatchObject({ lostDeadlineAt, lostRunId })
})

it('a success while paused is no success that counts', () => {
  const run = { state: 'timed_out', endedAt: NOW - 1, failureCounted: true } as const
  const snapshot = aSnapshot({ state: { status: 'paused' }, runs: [aRun({ id: 'r', key: 'k', ...run })] })
  const { runs, state } = applyBeat(snapshot, aBeat({ runKey: 'k' })).snapshot
  expect(runs[0]).toMatchObject({ state: 'succeeded', failureCounted: true })
  expect(state).toMatchObject({ successesInRow: 0, lastSuccessAt: null })
})
