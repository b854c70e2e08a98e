import { describe, expect, it } from 'vitest'
import { applyEdit } from '../monitors/apply-edit'
import { applyPause } from '../monitors/apply-pause'
import { applyResume } from '../monitors/apply-resume'
import { applyTick } from '../monitors/apply-tick'
import { aBeat, aConfig, aPart, aRun, aSnapshot, NOW } from '../test-kit'
import type { MonitorSnapshot, Outcome } from '../types'
import { applyBeat } from './apply-beat'

/** Two open runs with parts; all limits are set and due. Frozen, so that a change in place throws. */
function frozen(status: 'up' | 'paused'): MonitorSnapshot {
  return deepFreeze(
    aSnapshot({
      config: {
        endsOn: 'shards',
        silenceSeconds: 5,
        stallSeconds: 5,
        maxRuntimeSeconds: 600,
        stepLimits: [{ step: 'load', signal: 'success', withinSeconds: 10, ofStep: null, ofSignal: 'start' }],
        failureTolerance: 9,
      },
      state: { status, expectedAt: status === 'up' ? 960_000 : null, seq: 4 },
      runs: [
        aRun({ id: 'a', key: 'a', startedAt: 980_000, deadlineAt: 1_580_000, done: 1, stalledFromAt: 980_000 }),
        aRun({ id: 'b', key: 'b', startedAt: 999_000, deadlineAt: 1_599_000, shardsExpected: 2 }),
        aRun({ id: 'c', startedAt: 999_000, deadlineAt: 1_599_000 }),
      ],
      parts: [
        aPart({ runId: 'a', step: 'load', startedAt: 985_000 }),
        aPart({ runId: 'b', shard: '1', startedAt: 999_000 }),
        aPart({ runId: 'b', shard: '2', startedAt: 999_000 }),
      ],
    }),
  )
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner)
  return Object.freeze(value)
}

const OUTAGE = { seq: 1, startedAt: 970_000, endedAt: 975_000, recoversAt: 999_500 }

describe('a decision', () => {
  it.each<[string, (snapshot: MonitorSnapshot) => Outcome]>([
    ['start', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'start', runKey: 'a', attempt: 2 }))],
    ['anonymous start', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'start' }))],
    ['progress', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'progress', runKey: 'a', done: 5 }))],
    ['step', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'fail', runKey: 'a', step: 'load', message: 'x' }))],
    ['shard', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'success', runKey: 'b', shard: '1' }))],
    ['success', (snapshot) => applyBeat(snapshot, aBeat({ signal: 'success', runKey: 'a' }))],
    ['tick', (snapshot) => applyTick(snapshot, 1_600_000, [])],
    ['tick with an outage', (snapshot) => applyTick(snapshot, 1_600_000, [OUTAGE])],
    ['edit', (snapshot) => applyEdit(snapshot, aConfig({ maxRuntimeSeconds: 5 }), NOW)],
    ['pause', (snapshot) => applyPause(snapshot, NOW)],
    ['resume', (snapshot) => applyResume(snapshot, NOW)],
  ])('%s changes nothing in place', (_, decide) => {
    for (const status of ['up', 'paused'] as const) {
      const snapshot = frozen(status)
      const before = structuredClone(snapshot)
      decide(snapshot)
      expect(snapshot).toEqual(before)
    }
  })

  it('copies the objects that it changes, and keeps the identity of the others', () => {
    const snapshot = frozen('up')
    const { snapshot: after } = applyBeat(snapshot, aBeat({ signal: 'success', runKey: 'b', shard: '1' }))
    expect(after.config).toBe(snapshot.config)
    expect(after.runs.map((run, index) => run === snapshot.runs[index])).toEqual([true, false, true])
    expect(after.parts.map((part, index) => part === snapshot.parts[index])).toEqual([true, false, true])
    expect(after.state).not.toBe(snapshot.state)
  })

  it('keeps the identity of a step that a shard beat does not change', () => {
    const snapshot = aSnapshot({
      runs: [aRun({ startedAt: 900_000 })],
      parts: [aPart({ step: 'load', startedAt: 900_000 }), aPart({ step: 'load', shard: '1', startedAt: 900_000 })],
    })
    const { snapshot: after } = applyBeat(snapshot, aBeat({ signal: 'progress', step: 'load', shard: '1', done: 4 }))
    expect(after.parts[0]).toBe(snapshot.parts[0])
    expect(after.parts[1]).not.toBe(snapshot.parts[1])
  })

  it('numbers beats without gaps, whatever their signal', () => {
    const snapshot = frozen('up')
    for (const signal of ['start', 'progress', 'success', 'fail', 'log'] as const) {
      expect(applyBeat(snapshot, aBeat({ signal, runKey: 'b', attempt: 0 })).snapshot.state.seq).toBe(5)
    }
  })
})
