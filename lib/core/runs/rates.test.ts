import { expect, it } from 'vitest'
import { applyBeat } from '../beats/apply-beat'
import { aBeat, aRun, aSnapshot, NOW } from '../test-kit'
import type { Beat, Part, Run } from '../types'

/** The rate bases of the run and its shard `a` after these beats, one second apart. */
function after(beats: Partial<Beat>[], run: Partial<Run> = {}) {
  let snapshot = aSnapshot({
    config: { schedule: { type: 'none' } },
    runs: beats[0]?.signal === 'start' ? [] : [aRun(run)],
  })
  for (const [i, beat] of beats.entries()) {
    snapshot = applyBeat(snapshot, aBeat({ signal: 'progress', receivedAt: NOW + i * 1000, ...beat })).snapshot
  }
  const base = (of: Run | Part | undefined) => of && [of.rateFromAt, of.rateFromDone]
  return { run: base(snapshot.runs[0]), a: base(snapshot.parts.find(({ shard }) => shard === 'a')) }
}

it('a first attempt counts from zero at its start, or from the value that its start reports', () => {
  expect(after([{ done: 5 }]).run).toEqual([null, null])
  expect(after([{ signal: 'start', done: 500 }, { done: 700 }]).run).toEqual([NOW, 500])
})

it('a later attempt and its shards count from their first done, but add counts for this attempt', () => {
  const second = { key: 'k', attempt: 2 }
  const beats = [{ runKey: 'k' }, { runKey: 'k', done: 9_000 }, { runKey: 'k', done: 9_100 }]
  expect(after(beats, second).run).toEqual([NOW + 1000, 9_000])
  expect(
    after(
      [
        { runKey: 'k', add: 5 },
        { runKey: 'k', add: 5 },
      ],
      second,
    ).run,
  ).toEqual([NOW, 0])
  expect(after([{ runKey: 'k', shard: 'a', done: 70 }], second).a).toEqual([NOW, 70])
})

it('a part that runs again counts from its first done after that', () => {
  const failed = [
    { shard: 'a', done: 200 },
    { shard: 'a', signal: 'fail' as const },
  ]
  expect(after([...failed, { shard: 'a', signal: 'start' }]).a).toEqual([NOW + 2000, null])
  expect(after([...failed, { shard: 'a', signal: 'start' }, { shard: 'a', done: 210 }]).a).toEqual([NOW + 3000, 210])
  expect(after([...failed, { shard: 'a', signal: 'start' }, { shard: 'a', add: 10 }]).a).toEqual([NOW + 2000, 200])
  const later = NOW + 90_000
  expect(after([...failed, { shard: 'a', add: 10, receivedAt: later }]).a).toEqual([later, 200])
})

it('a beat right after the end of a part does not make it run again', () => {
  const failed = [
    { shard: 'a', done: 200 },
    { shard: 'a', signal: 'fail' as const },
  ]
  expect(after([...failed, { shard: 'a', add: 10 }]).a).toEqual([null, null])
})
