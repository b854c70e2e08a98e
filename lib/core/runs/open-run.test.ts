import { describe, expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { warnings } from '../beats/warnings'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Run } from '../types'

describe('the start of the hundred and first open run', () => {
  const open = (id: string, startedAt: number | null, more: Partial<Run> = {}) =>
    aRun({ id, key: id, lastBeatAt: NOW, startedAt, ...more })

  function lostBy(runs: Run[], receivedAt = NOW) {
    const snapshot = aSnapshot({ state: { openRunCount: 100 }, runs })
    const outcome = applyBeat(snapshot, aBeat({ signal: 'start', runKey: 'new', receivedAt }))
    return [outcome.snapshot.runs.flatMap(({ id, state }) => (state === 'lost' ? id : [])), outcome.warnings]
  }

  it.each<[string, Run[], string[]]>([
    ['the one that began first', [open('b', 20), open('a', 10), open('c', 30)], ['a']],
    ['the first of those that began together', [open('b', 20), open('a', 10), open('c', 10)], ['a']],
    ['none that has ended', [open('a', 10, { state: 'failed', endedAt: 15 }), open('b', 20)], ['b']],
    ['none whose start is unknown', [open('a', null), open('b', 20)], ['b']],
  ])('loses %s', (_, runs, lost) => {
    expect(lostBy(runs)).toEqual([lost, [warnings.tooManyOpenRuns]])
  })

  it('loses another one, even if its own start was received before', () => {
    expect(lostBy([open('a', NOW)], NOW - 5)).toEqual([['a'], [warnings.tooManyOpenRuns]])
  })

  it('loses none where it knows no other', () => {
    expect(lostBy([])).toEqual([[], []])
  })
})

it('an anonymous run that opens ends the wait for beats of the one before; a run with a key does not', () => {
  const snapshot = aSnapshot({ state: { anonymousUntilAt: NOW + 9 } })
  const until = (runKey: string | null) =>
    applyBeat(snapshot, aBeat({ signal: 'start', runKey })).snapshot.state.anonymousUntilAt
  expect([until(null), until('k')]).toEqual([null, NOW + 9])
})
