import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { type CloseReason, isToldOfClose } from '@/lib/core/delivery/closed-incident'
import { notifyOwnersAt } from '@/lib/core/delivery/failing-channel'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withTransaction } from '@/lib/db/transaction'
import { closeNotified } from './close-notified'
import { noteFailure } from './note-channel'

let db: TestDatabase
const workspaceId = newId()

beforeAll(async () => {
  db = await createTestDatabase()
})
afterAll(() => db.drop())

beforeEach(async () => {
  await db.empty()
  await db.pool.query(`INSERT INTO workspace (id, name) VALUES ($1, 'rules')`, [workspaceId])
})

const addChannels = (ids: readonly string[]) =>
  db.pool.query(
    `INSERT INTO channel (workspace_id, id, kind, name, config)
     SELECT $1, id, 'email', id::text, '{"to":["a@example.com"]}' FROM unnest($2::uuid[]) AS t(id)`,
    [workspaceId, ids],
  )

const readNow = async () =>
  (await db.pool.query<{ now: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now')).rows[0]!
    .now

test('the owners of a failing channel are notified when the core says', async () => {
  const start = Math.floor(await readNow())
  const MINUTE = 60_000
  const cases = [null, start - 5 * MINUTE].flatMap((failingSince) =>
    [null, start - MINUTE, start + MINUTE].flatMap((notifyAt) =>
      [false, true].map((isFinal) => ({ id: newId(), failingSince, notifyAt, isFinal })),
    ),
  )
  await addChannels(cases.map(({ id }) => id))
  for (const { id, failingSince, notifyAt, isFinal } of cases) {
    await db.pool.query(
      `UPDATE channel SET failing_since = to_timestamp($2 / 1000.0::float8), tell_at = to_timestamp($3 / 1000.0::float8) WHERE id = $1`,
      [id, failingSince, notifyAt],
    )
    const before = Math.floor(await readNow())
    await noteFailure(db.pool, { workspaceId, channelId: id, reason: 'Answered 500.', isFinal })
    const after = await readNow()
    const { rows } = await db.pool.query<{ tell_at: number | null; failing_since: number }>(
      'SELECT tell_at, failing_since FROM channel WHERE id = $1',
      [id],
    )
    const [earliest, latest] = [before, after].map((now) => {
      return notifyOwnersAt({ failingSince, notifyAt }, { now, isFinal })
    })
    const { tell_at: told, failing_since: since } = rows[0]!
    if (earliest == null || latest == null) expect(told).toBeNull()
    else expect([told! >= earliest, told! <= latest]).toEqual([true, true])
    expect(since).toBeGreaterThanOrEqual(failingSince ?? before)
  }
})

test.each<CloseReason>(['paused', 'deleted'])(
  'the channels that are told of an incident that is closed as %s are those that the core names',
  async (reason) => {
    const downs = ['pending', 'sent', 'merged', 'dead', 'cancelled'].flatMap((state) =>
      [null, -30, 600].flatMap((leasedFor) =>
        [0, 1, 10].flatMap((attempt) =>
          [false, true].map((isInDigest) => ({ channelId: newId(), state, leasedFor, attempt, isInDigest })),
        ),
      ),
    )
    const [monitorId, flipId, digestId] = [newId(), newId(), newId()]
    await addChannels(downs.map(({ channelId }) => channelId))
    await db.pool.query(
      `INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, 'etl', '{"type":"none"}', 60)`,
      [workspaceId, monitorId],
    )
    await db.pool.query(
      `INSERT INTO incident (workspace_id, id, monitor_id, opened_at, reason, open_flip_id)
       VALUES ($1, $2, $3, clock_timestamp(), 'failed', $4)`,
      [workspaceId, newId(), monitorId, flipId],
    )
    // Messages of another incident and of another type do not matter.
    for (const [type, flip, key] of [
      ['monitor.down', flipId, 'down'],
      ['monitor.down', newId(), 'earlier'],
      ['run.failed', flipId, 'run'],
    ]) {
      const own = key === 'down'
      await db.pool.query(
        `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, flip_id, event, state, lease_until, attempt, digest_id)
         SELECT $1, gen_random_uuid(), channel_id, $2, $3, $4, $5, '{}', state, clock_timestamp() + make_interval(secs => leased),
           attempt, CASE WHEN in_digest THEN $6::uuid END
         FROM unnest($7::uuid[], $8::text[], $9::float8[], $10::int4[], $11::bool[]) AS t(channel_id, state, leased, attempt, in_digest)`,
        [
          workspaceId,
          type,
          key,
          monitorId,
          flip,
          digestId,
          downs.map(({ channelId }) => channelId),
          downs.map(({ state }) => (own ? state : 'sent')),
          downs.map(({ leasedFor }) => leasedFor),
          downs.map(({ attempt }) => attempt),
          downs.map(({ isInDigest }) => isInDigest),
        ],
      )
    }
    await withTransaction(db.pool, (client) => closeNotified(client, { workspaceId, monitorId, reason }))
    const { rows } = await db.pool.query(`SELECT channel_id, event FROM delivery WHERE type = 'incident.closed'`)
    const expected = downs.filter(({ leasedFor, ...down }) =>
      isToldOfClose({ ...down, isLeased: leasedFor !== null && leasedFor > 0 }, reason),
    )
    expect(rows.map((row) => row.channel_id).toSorted()).toEqual(expected.map(({ channelId }) => channelId).toSorted())
    expect(rows.every((row) => row.event.reason === reason)).toBe(true)
    expect(expected.length).toBeGreaterThan(36)
    expect(expected.length).toBeLessThan(downs.length)
  },
)
