import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '@/lib/base/ids'
import { applyBeat, applyTick, type Beat, type MonitorConfig, type MonitorSnapshot, newMonitorState } from '@/lib/core'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { rowToPart, rowToRun, rowToState } from './rows'
import { saveDecisions } from './save-decisions'

let db: TestDatabase

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

const START = Date.parse('2026-11-22T02:00:00Z')
const CONFIG: MonitorConfig = {
  schedule: { type: 'interval', seconds: 60 },
  graceSeconds: 30,
  startBySeconds: null,
  maxRuntimeSeconds: 120,
  silenceSeconds: 45,
  stallSeconds: 40,
  stepLimits: [],
  failureTolerance: 2,
  recoveryThreshold: 2,
  steps: [],
  endsOn: 'run',
  expectFromCreation: false,
  partialIsFailure: true,
  alertOnEveryFailure: true,
}

const beats = fc.record({
  signal: fc.constantFrom('start', 'progress', 'success', 'success', 'fail', 'log'),
  runKey: fc.constantFrom(null, null, 'a', 'b'),
  attempt: fc.constantFrom(null, null, null, 2),
  step: fc.constantFrom(null, null, null, 'load'),
  shard: fc.constantFrom(null, null, null, '1'),
  shards: fc.constantFrom(null, null, 2),
  done: fc.constantFrom(null, null, 0, 7.5),
  total: fc.constantFrom(null, 10),
  add: fc.constantFrom(null, null, 3),
  unit: fc.constantFrom(null, null, 'rows'),
  message: fc.constantFrom(null, null, 'say "hi", {a}\\b'),
  checkpoint: fc.constantFrom(null, 'row-17'),
  afterMs: fc.constantFrom(0, 1_000, 50_000, 200_000),
  isTick: fc.constantFrom(false, false, false, true),
})

it('the stored rows equal the decision, whichever statement wrote them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(beats, { minLength: 1, maxLength: 25 }), async (sequence) => {
      const [workspaceId, monitorId] = [newId(), newId()]
      await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'Ada')`, [workspaceId])
      await db.pool.query(
        `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{}', 30)`,
        [workspaceId, monitorId],
      )
      await db.pool.query('INSERT INTO monitor_state (workspace_id, monitor_id) VALUES ($1, $2)', [
        workspaceId,
        monitorId,
      ])
      let snapshot: MonitorSnapshot = { config: CONFIG, state: newMonitorState(), runs: [], parts: [] }
      let at = START
      let runCount = 0
      const client = await db.pool.connect()
      try {
        for (const { afterMs, isTick, ...said } of sequence) {
          at += afterMs
          const before = snapshot
          const beat = { ...said, receivedAt: at, newRunId: newId() } as Beat
          const outcome = isTick ? applyTick(before, at, []) : applyBeat(before, beat)
          await saveDecisions(client, [{ workspaceId, monitorId, version: null, runCount, before, outcome }])
          runCount += outcome.snapshot.runs.length - before.runs.length
          snapshot = outcome.snapshot
        }
        const [state, runs, parts, flips, incidents] = await Promise.all([
          client.query('SELECT * FROM monitor_state WHERE monitor_id = $1', [monitorId]),
          client.query('SELECT * FROM run WHERE monitor_id = $1 ORDER BY number', [monitorId]),
          client.query('SELECT * FROM run_part WHERE workspace_id = $1', [workspaceId]),
          client.query('SELECT version, to_status FROM flip WHERE monitor_id = $1 ORDER BY version', [monitorId]),
          client.query('SELECT 1 FROM incident WHERE monitor_id = $1 AND closed_at IS NULL', [monitorId]),
        ])
        expect(rowToState(state.rows[0])).toEqual(snapshot.state)
        expect(state.rows[0].run_count).toBe(runCount)
        expect(runs.rows.map((row) => rowToRun(row))).toEqual(snapshot.runs)
        expect(runs.rows.map((row) => row.number)).toEqual(snapshot.runs.map((_, i) => i + 1))
        const byName = (a: { step: string; shard: string; runId: string }, b: typeof a) =>
          `${a.runId}${a.step}/${a.shard}` < `${b.runId}${b.step}/${b.shard}` ? -1 : 1
        expect(parts.rows.map(rowToPart).sort(byName)).toEqual([...snapshot.parts].sort(byName))
        expect(flips.rows.map((row) => row.version)).toEqual(flips.rows.map((_, i) => i + 1))
        expect(flips.rows.at(-1)?.to_status ?? 'new').toBe(snapshot.state.status)
        expect(incidents.rowCount).toBe(snapshot.state.status === 'down' ? 1 : 0)
      } finally {
        client.release()
      }
    }),
    { numRuns: 150, seed: 20261122 },
  )
}, 60_000)
