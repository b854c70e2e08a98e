import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { NO_ID, newId } from '@/lib/base/ids'
import { mayBeAffected } from '@/lib/core/outages/affected'
import { isStillInDoubt } from '@/lib/core/outages/in-doubt'
import type { MonitorStatus, RunState } from '@/lib/core/types'
import { loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import { loadLatestRuns } from '@/lib/db/queries/run-rows'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withTransaction } from '@/lib/db/transaction'
import { markAffected, type OutageEpisode } from './outages'
import { saveNotices } from './save-notices'

const STATUSES: MonitorStatus[] = ['new', 'up', 'down', 'paused']
const RUN_STATES: RunState[] = ['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged']
const T = Date.parse('2026-11-21T12:00:00.000Z')
const SEQ = 7
const EPISODE: OutageEpisode = {
  seqs: [SEQ],
  startedAt: T,
  endedAt: T + 300_000,
  recoversAt: T + 360_000,
  isMarked: false,
}

let db: TestDatabase
const workspaceId = newId()

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

beforeEach(async () => {
  await db.empty()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'rules')`, [workspaceId])
  await db.pool.query(
    `INSERT INTO channel (workspace_id, id, kind, name, config) VALUES ($1, $2, 'email', 'mail', '{"to":["a@example.com"]}')`,
    [workspaceId, newId()],
  )
  await db.pool.query(
    `INSERT INTO outage (seq, started_at, ended_at, recovers_at)
     VALUES ($1, to_timestamp($2 / 1000.0::float8), to_timestamp($3 / 1000.0::float8), to_timestamp($4 / 1000.0::float8))`,
    [SEQ, EPISODE.startedAt, EPISODE.endedAt, EPISODE.recoversAt],
  )
})

interface Made {
  id: string
  status: MonitorStatus
  openRunCount: number
  expectedAt: number | null
  attentionAt?: number | null
}

async function insertMonitors(monitors: readonly Made[]): Promise<void> {
  const ids = monitors.map(({ id }) => id)
  await db.pool.query(
    `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds)
     SELECT $1, id, id::text, '{"type":"none"}', 60 FROM unnest($2::uuid[]) AS id`,
    [workspaceId, ids],
  )
  await db.pool.query(
    `INSERT INTO monitor_state (workspace_id, monitor_id, status, open_run_count, expected_at, attention_at)
     SELECT $1, id, status, open, to_timestamp(expected / 1000.0), to_timestamp(attention / 1000.0)
     FROM unnest($2::uuid[], $3::text[], $4::int4[], $5::float8[], $6::float8[]) AS t(id, status, open, expected, attention)`,
    [
      workspaceId,
      ids,
      monitors.map(({ status }) => status),
      monitors.map(({ openRunCount }) => openRunCount),
      monitors.map(({ expectedAt }) => expectedAt),
      monitors.map(({ attentionAt = null }) => attentionAt),
    ],
  )
}

test('the monitors that an outage marks are those that the core names, unless they are looked at before', async () => {
  const attentions = [null, EPISODE.recoversAt - 1, EPISODE.recoversAt, EPISODE.recoversAt + 1]
  const made = STATUSES.flatMap((status) =>
    [0, 2].flatMap((openRunCount) =>
      [null, T - 1, EPISODE.recoversAt - 1, EPISODE.recoversAt, EPISODE.recoversAt + 1].flatMap((expectedAt) =>
        attentions.map((attentionAt) => ({ id: newId(), status, openRunCount, expectedAt, attentionAt })),
      ),
    ),
  )
  await insertMonitors(made)
  expect(await markAffected(db.pool, EPISODE, 1_000)).toBe(false)
  expect(await markAffected(db.pool, EPISODE, 1_000)).toBe(true)
  const { rows } = await db.pool.query<{ id: string }>(
    'SELECT monitor_id AS id FROM monitor_state WHERE version > 0 ORDER BY 1',
  )
  const expected = made.filter((of) => {
    const isLookedAt = of.attentionAt !== null && of.attentionAt <= EPISODE.recoversAt
    return mayBeAffected(of, EPISODE.recoversAt) && !isLookedAt
  })
  expect(expected.length).toBeGreaterThan(20)
  expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id).toSorted())
})

test('a notice, the list of monitors and the list of runs name the doubts of which the core says that they still stand', async () => {
  const away = { from: EPISODE.startedAt, to: EPISODE.endedAt }
  const expectedAt = T + 60_000
  const occurrences = STATUSES.flatMap((status) =>
    [null, expectedAt - 1, expectedAt, expectedAt + 1].map((expects) => {
      return { id: newId(), status, openRunCount: 0, expectedAt: expects, run: null }
    }),
  )
  const runs = STATUSES.flatMap((status) =>
    RUN_STATES.flatMap((state) =>
      [away.to - 1, away.to, away.to + 1].map((lastBeatAt) => {
        return { id: newId(), status, openRunCount: 1, expectedAt, run: { id: newId(), state, lastBeatAt } }
      }),
    ),
  )
  const all = [...occurrences, ...runs]
  await insertMonitors(all)
  await db.pool.query(
    `INSERT INTO run (workspace_id, id, monitor_id, number, attempt, state, last_beat_at, silent_from_at, ended_at)
     SELECT $1, id, monitor_id, 1, 1, state, to_timestamp(beat / 1000.0), to_timestamp(beat / 1000.0),
       CASE WHEN state <> 'running' THEN to_timestamp(beat / 1000.0) END
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::float8[]) AS t(id, monitor_id, state, beat)`,
    [
      workspaceId,
      runs.map(({ run }) => run.id),
      runs.map(({ id }) => id),
      runs.map(({ run }) => run.state),
      runs.map(({ run }) => run.lastBeatAt),
    ],
  )
  for (const isInDoubt of [true, false]) {
    await db.pool.query(
      `INSERT INTO unjudged (workspace_id, outage_seq, monitor_id, run_id, expected_at, deadline_at, away_from_at, away_to_at, in_doubt)
       SELECT $1, $2, monitor_id, run_id, to_timestamp($5 / 1000.0::float8), to_timestamp($5 / 1000.0::float8),
         to_timestamp($6 / 1000.0::float8), to_timestamp($7 / 1000.0::float8), $8
       FROM unnest($3::uuid[], $4::uuid[]) AS t(monitor_id, run_id)`,
      [
        workspaceId,
        SEQ,
        all.map(({ id }) => id),
        all.map(({ run }) => run?.id ?? NO_ID),
        expectedAt,
        away.from,
        away.to,
        isInDoubt,
      ],
    )
  }
  const stands = all.filter((of) => {
    return isStillInDoubt({ runId: of.run?.id ?? null, expectedAt, away }, { state: of, run: of.run })
  })
  const idsOf = (of: readonly { id: string }[]) => of.map(({ id }) => id).toSorted()
  expect(stands).toHaveLength(2 + 4)

  expect(await withTransaction(db.pool, (client) => saveNotices(client, EPISODE))).toBe(1)
  const { rows } = await db.pool.query('SELECT event FROM delivery')
  const { inDoubt, inDoubtCount, unjudged, unjudgedCount } = rows[0].event
  const monitorsOf = (entries: { monitorId: string }[]) => entries.map(({ monitorId }) => monitorId).toSorted()
  expect([monitorsOf(inDoubt), inDoubtCount]).toEqual([idsOf(stands), stands.length])
  expect([monitorsOf(unjudged), unjudgedCount]).toEqual([idsOf(all), all.length])

  const listed = await loadMonitorRows(db.pool, workspaceId, { limit: 1_000 })
  expect(idsOf(listed.filter((row) => row.inDoubt !== null))).toEqual(idsOf(stands.filter(({ run }) => run === null)))
  const monitorIds = all.map(({ id }) => id)
  const shown = (await loadLatestRuns(db.pool, workspaceId, monitorIds)).filter(({ inDoubt }) => inDoubt !== null)
  expect(idsOf(shown)).toEqual(idsOf(stands.flatMap(({ run }) => run ?? [])))
})
