import { expect, it } from 'vitest'
import { applyBeat, type MonitorSnapshot, newMonitorState } from '@/lib/core'
import { aBeat, aConfig } from '@/lib/core/test-kit'
import { planDecisions } from './plan-decisions'

it('the usual changes of a run are written with few columns: starts, parts and their ends, its own end', () => {
  const config = aConfig({ schedule: { type: 'none' }, maxRuntimeSeconds: 3_600 })
  let snapshot: MonitorSnapshot = { config, state: newMonitorState(), runs: [], parts: [] }
  const written: string[] = []
  const part = { step: 'load', shard: 'c1', runKey: 'a' }
  for (const said of [
    { signal: 'success' as const, runKey: null },
    { signal: 'start' as const, runKey: 'a' },
    { signal: 'progress' as const, ...part, done: 1 },
    { signal: 'progress' as const, ...part, done: 2 },
    { signal: 'success' as const, ...part },
    { signal: 'success' as const, runKey: 'a' },
  ]) {
    const receivedAt = 1_000_000 + written.length * 1_000
    const outcome = applyBeat(snapshot, aBeat({ ...said, receivedAt, newRunId: `run_${written.length}` }))
    const decision = { workspaceId: 'wsp_1', monitorId: 'mon_1', version: 7, runCount: 0, before: snapshot, outcome }
    const plan = planDecisions([decision])
    const kinds = ['newRuns', 'instantRuns', 'startedRuns', 'changedRuns', 'progressRuns'] as const
    written.push(kinds.filter((kind) => plan[kind].length > 0).join())
    snapshot = outcome.snapshot
  }
  const advanced = 'progressRuns'
  expect(written).toEqual(['instantRuns', 'startedRuns', advanced, advanced, advanced, advanced])
})
