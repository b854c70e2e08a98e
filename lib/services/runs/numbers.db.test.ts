import { render } from '@react-email/render'
import { createElement } from 'react'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '@/lib/base/ids'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { type Part, tallyParts } from '@/lib/core'
import { loadTallies } from '@/lib/db/queries/part-tallies'
import { loadRunParts } from '@/lib/db/queries/run-rows'
import { loadFacts } from '@/lib/db/sender/load-facts'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { withTransaction } from '@/lib/db/transaction'
import { Mail } from '@/lib/notify/email/mail'
import { createChannel } from '../channels/create-channel'
import type { ServiceContext } from '../context'
import { listDeliveries } from '../deliveries/list-deliveries'
import { createMonitor } from '../monitors/create-monitor'
import { listMonitors } from '../monitors/list-monitors'
import { buildEvent } from '../sender/build-event'
import { linksOf } from '../sender/links'
import { beat } from '../testing/beat'
import { createPeople, type People } from '../testing/people'
import { getRun } from './get-run'
import { listRuns } from './list-runs'

let database: TestDatabase
let people: People
let t0: number

beforeAll(async () => {
  database = await createTestDatabase()
  people = await createPeople(database)
  const { rows } = await database.pool.query('select extract(epoch from clock_timestamp()) * 1000 as now')
  t0 = Math.floor(Number(rows[0].now)) - 5 * 3_600_000
})

afterAll(async () => {
  await people.end()
  await database.drop()
})

const minute = (n: number) => t0 + n * 60_000
const adaAt = (n: number): ServiceContext => ({ ...people.ada, now: new Date(minute(n)) })
const make = async (change = {}) =>
  (await createMonitor(people.ada, { name: 'crawl', schedule: { type: 'none' }, ...change })).id
const sender = (monitorId: string) => (at: number, fields: object) =>
  beat(people.ada, uuidOf(monitorId), { signal: 'progress', receivedAt: minute(at), ...fields })

/** The numbers of the newest run in list, runs and run page: they must be equal. */
async function numbersAt(n: number, monitorId: string) {
  const ctx = adaAt(n)
  const [inList] = (await listMonitors(ctx, { query: monitorId })).data
  const [inRuns] = (await listRuns(ctx, { monitorId, limit: 1 })).data
  const page = await getRun(ctx, { runId: inRuns!.id })
  const of = ({ done, total, unit, fraction, doneLastHour, perHour, endsAt, shown }: typeof inRuns & object) => {
    return { done, total, unit, fraction, doneLastHour, perHour, endsAt, shown }
  }
  expect([of(inList!.latestRun!), of(inRuns!)]).toEqual([of(page), of(page)])
  return page
}

test('eight containers that report their work only at the end: done, count of the last hour and rate grow with each', async () => {
  const monitorId = await make()
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'b1', shards: 8, unit: 'queries' })
  for (let c = 1; c <= 8; c++) await send(0, { signal: 'start', runKey: 'b1', shard: `c${c}` })
  const seen: unknown[] = []
  for (const [at, shard, done] of [
    [10, 'c1', 37],
    [20, 'c2', 247],
    [95, 'c3', 247],
  ] as const) {
    await send(at, { signal: 'success', runKey: 'b1', shard, done })
    const { done: sum, doneLastHour, perHour, fraction, unit } = await numbersAt(at, monitorId)
    seen.push([sum, doneLastHour, Math.round(perHour!), fraction, unit])
  }
  expect(seen).toEqual([
    [37, 37, 222, 1 / 8, 'queries'],
    [284, 284, 852, 2 / 8, 'queries'],
    [531, 247, 335, 3 / 8, 'queries'],
  ])
})

test('the count of the last hour is the work since one hour ago, with done or with add', async () => {
  const monitorId = await make()
  const send = sender(monitorId)
  for (let n = 0; n <= 200; n += 20) await send(n, { runKey: 'set', done: n * 10, total: 3000 })
  expect(await numbersAt(200, monitorId)).toMatchObject({ done: 2000, doneLastHour: 600, perHour: 600 })
  for (let n = 1; n <= 3; n++) await send(200 + n, { runKey: 'add', add: 0.1 })
  expect(await numbersAt(220, monitorId)).toMatchObject({ done: 0.3, doneLastHour: 0.3 })
  // Reported before, but more than an hour before that hour: it must be searched further back.
  await send(0, { runKey: 'far', done: 500 })
  await send(190, { runKey: 'far', done: 800 })
  expect(
    (await getRun(adaAt(200), { runId: (await listRuns(people.ada, { monitorId, limit: 1 })).data[0]!.id }))
      .doneLastHour,
  ).toBe(300)
})

test('eight shards, one failed at 200 of 375: done never falls, and seven of eight succeeded', async () => {
  const monitorId = await make()
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'b', shards: 8, total: 3000, unit: 'queries' })
  let before = 0
  for (let c = 1; c <= 8; c++) {
    await send(c, { runKey: 'b', shard: `c${c}`, done: 200, total: 375 })
    await send(c + 1, { signal: c === 8 ? 'fail' : 'success', runKey: 'b', shard: `c${c}` })
    const { done } = await numbersAt(c + 1, monitorId)
    expect(done).toBeGreaterThanOrEqual(before)
    before = done!
  }
  const page = await numbersAt(10, monitorId)
  expect(page).toMatchObject({ done: 7 * 375 + 200, total: 3000, shown: 'running' })
  expect(page.shards.filter(({ state }) => state === 'succeeded')).toHaveLength(7)
})

test('a silent, stalled or dead run has no rate and no end; its open parts have none either, and show its state', async () => {
  const monitorId = await make({ silenceSeconds: 1200, stallSeconds: 600 })
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'k' })
  await send(0, { signal: 'start', runKey: 'k', step: 'load' })
  await send(5, { runKey: 'k', step: 'load', shard: 'a', done: 10, total: 100 })
  await send(10, { runKey: 'k', step: 'load', shard: 'a', done: 20, total: 100 })
  const rates = async (n: number) => {
    const run = await numbersAt(n, monitorId)
    const parts = [run.steps[0]!, run.steps[0]!.shards[0]!]
    return [run, ...parts].map(({ shown, perHour, endsAt, done }) => [shown, perHour !== null, endsAt !== null, done])
  }
  expect(await rates(11)).toEqual([
    ['running', true, false, 20],
    ['running', true, true, 20],
    ['running', true, true, 20],
  ])
  const still = (...words: string[]) => words.map((word) => [word, false, false, 20])
  expect(await rates(21)).toEqual(still('stalled', 'stalled', 'stalled'))
  expect(await rates(31)).toEqual(still('silent', 'silent', 'silent'))
  await send(32, { signal: 'fail', runKey: 'k' })
  expect(await rates(40)).toEqual(still('failed', 'died', 'died'))
})

test('an attempt that continues at nine thousand has the rate of its own work', async () => {
  const monitorId = await make()
  const send = sender(monitorId)
  await send(0, { runKey: 'k', done: 9_000, total: 10_000 })
  await send(60, { signal: 'fail', runKey: 'k' })
  await send(100, { signal: 'start', runKey: 'k', attempt: 2 })
  await send(101, { runKey: 'k', done: 9_000, total: 10_000 })
  await send(131, { runKey: 'k', done: 9_100 })
  expect(await numbersAt(131, monitorId)).toMatchObject({ perHour: 200, doneLastHour: 100, done: 9_100 })
})

/**
 * The numbers of the run in a webhook's body and in a mail, at the instant of the newest alert of a
 * monitor.
 */
async function numbersInAlerts(monitorId: string) {
  const [alert] = (await listDeliveries(people.ada, { monitorId, limit: 1 })).data
  const ref = { workspaceId: people.ada.workspaceId, id: uuidOf(alert!.id) }
  const [facts] = await withTransaction(database.pool, (client) => loadFacts(client, [ref]))
  const event = buildEvent(facts!, { links: linksOf('http://localhost:4000') })
  if (!('run' in event) || event.run === null) throw new Error('The alert has no run.')
  const { done, total, unit, fraction, doneLastHour, perHour, endsAt } = event.run
  const mail = (await render(createElement(Mail, { event }))).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')
  return { body: { done, total, unit, fraction, doneLastHour, perHour, endsAt }, mail }
}

async function alerting(change: object) {
  const config = { to: ['ada@example.com'] }
  const { id } = await createChannel(people.ada, { kind: 'email', name: 'told', config })
  return make({ channels: [id], alertOnEveryFailure: true, ...change })
}

test('declared steps that have not begun count the same in list, page, API, mail and webhook', async () => {
  const monitorId = await alerting({ steps: ['extract', 'transform', 'load', 'index'] })
  const send = sender(monitorId)
  // An earlier run, so that the usual duration is known.
  await send(0, { signal: 'start', runKey: 'before' })
  await send(100, { signal: 'success', runKey: 'before' })
  await send(110, { signal: 'start', runKey: 'k' })
  await send(111, { signal: 'start', runKey: 'k', step: 'extract' })
  await send(120, { signal: 'success', runKey: 'k', step: 'extract', done: 400, total: 400, unit: 'rows' })
  await send(121, { runKey: 'k', step: 'transform', done: 50, total: 200, unit: 'rows' })
  await send(130, { signal: 'fail', runKey: 'k', step: 'transform', message: 'disk full' })
  const { done, total, unit, fraction, doneLastHour, perHour, endsAt, shown } = await numbersAt(130, monitorId)
  expect({ done, total, fraction, shown }).toEqual({ done: 450, total: null, fraction: 1 / 4, shown: 'running' })
  expect(endsAt).toBe(new Date(minute(210)).toISOString())
  const { body, mail } = await numbersInAlerts(monitorId)
  expect(body).toEqual({ done, total, unit, fraction, doneLastHour, perHour, endsAt })
  expect(mail).toContain('450 rows (25 %), 450 in the last hour')
  await send(140, { signal: 'fail', runKey: 'k' })
  expect(await numbersAt(140, monitorId)).toMatchObject({ fraction: 1 / 4, endsAt: null, perHour: null })
})

test('a succeeded run is complete, even if it skipped declared steps', async () => {
  const monitorId = await make({ steps: ['extract', 'load'] })
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'k' })
  await send(1, { signal: 'start', runKey: 'k', step: 'extract' })
  await send(2, { signal: 'success', runKey: 'k', step: 'extract', done: 9, total: 9 })
  expect(await numbersAt(2, monitorId)).toMatchObject({ fraction: 1 / 2, total: null })
  await send(3, { signal: 'success', runKey: 'k' })
  expect(await numbersAt(3, monitorId)).toMatchObject({ fraction: 1, total: 9 })
})

test('mail and webhook have the numbers of the page: for shards, for a run without a beat in the hour, for a dead run', async () => {
  const monitorId = await alerting({})
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'k', shards: 3 })
  for (const shard of ['a', 'b', 'c']) await send(10, { runKey: 'k', shard, done: 100, total: 250, unit: 'queries' })
  await send(80, { signal: 'fail', runKey: 'k', shard: 'c', message: 'connection refused' })
  const told = async (n: number) => {
    const { done, total, unit, fraction, doneLastHour, perHour, endsAt } = await numbersAt(n, monitorId)
    const { body, mail } = await numbersInAlerts(monitorId)
    expect(body).toEqual({ done, total, unit, fraction, doneLastHour, perHour, endsAt })
    return { ...body, mail }
  }
  const open = await told(80)
  expect(open).toMatchObject({ done: 300, total: 750, doneLastHour: 0 })
  expect(open.mail).toContain('300 of 750 queries (40 %), 0 in the last hour')
  await send(90, { signal: 'fail', runKey: 'k' })
  expect(await told(90)).toMatchObject({ done: 300, perHour: null, endsAt: null })
})

test('an end outside the range of dates is no end: in list, page, mail and webhook', async () => {
  const monitorId = await alerting({})
  const send = sender(monitorId)
  await send(0, { signal: 'start', runKey: 'k' })
  await send(0, { runKey: 'k', done: 1e-9, total: 1e15 })
  await send(60, { signal: 'fail', runKey: 'k', step: 'b' })
  const { endsAt, perHour } = await numbersAt(60, monitorId)
  expect([endsAt, perHour]).toEqual([null, 1e-9])
  expect((await numbersInAlerts(monitorId)).body.endsAt).toBeNull()
})

test('the smallest and largest amounts of a beat are summed in the database without an error', async () => {
  const monitorId = await alerting({})
  const send = sender(monitorId)
  const amounts = [0, 5e-324, 1e-310, 1e-300, 1e-9, 1, 3e9, 1e15]
  await send(0, { signal: 'start', runKey: 'k' })
  const { runId } = await send(0, { runKey: 'k', step: 'a', done: 1e-300, total: 1e15 })
  await send(60, { signal: 'fail', runKey: 'k', step: 'b' })
  expect(await numbersAt(60, monitorId)).toMatchObject({ endsAt: null })
  expect((await numbersInAlerts(monitorId)).body.endsAt).toBeNull()
  const { workspaceId } = people.ada
  const pairs = amounts.flatMap((done) => amounts.map((total) => [done, total] as const))
  await database.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, done, total)
     SELECT $1, $2, 'p' || n, '', 10 + n, 'running', to_timestamp($5 / 1000.0::float8), to_timestamp($5 / 1000.0::float8), done, total
     FROM unnest($3::float8[], $4::float8[]) WITH ORDINALITY AS t(done, total, n)`,
    [workspaceId, runId, pairs.map(([done]) => done), pairs.map(([, total]) => total), minute(0)],
  )
  const parts = (await loadRunParts(database.pool, workspaceId, runId!)).map(
    (part) => ({ ...part, runId, shardsSucceeded: 0, shardsFailed: 0 }) as Part,
  )
  const ends = (tallies: readonly { step: string; endsAt: number | null }[]) =>
    Object.fromEntries(tallies.map(({ step, endsAt }) => [step, endsAt]))
  for (const at of [minute(0), minute(60), minute(60 * 24 * 365 * 20)]) {
    const summed = await loadTallies(database.pool, [{ workspaceId, id: runId!, attempt: 1, at }])
    const expected = ends(tallyParts(parts, { attempt: 1, now: at }))
    const told = ends(summed.get(runId!)!)
    expect(Object.keys(told)).toHaveLength(pairs.length + 2)
    for (const [step, end] of Object.entries(expected)) {
      if (end === null) expect(told[step]).toBeNull()
      else expect(Math.abs(told[step]! / end - 1)).toBeLessThan(1e-9)
    }
  }
})

test('the database sums parts like the core', async () => {
  const monitorId = await make()
  const { runId } = await sender(monitorId)(0, { signal: 'start', runKey: 'k' })
  const rows: unknown[][] = []
  // A mix of all cases, the same every time.
  const pick = <T>(n: number, of: readonly T[]): T => of[n % of.length] as T
  for (let n = 0; n < 300; n++) {
    const done = pick(n, [null, 0, 7, 0.1, 250])
    rows.push([
      pick(n, ['', 'extract', 'load', 'index']),
      n < 4 && n > 0 ? '' : `s${n}`,
      pick(n * 7, ['running', 'succeeded', 'failed', 'partial', 'running']),
      minute(n / 10),
      done,
      pick(n * 3, [null, 100, 250]),
      pick(n, ['rows', 'rows', null]),
      pick(n, [null, minute(30)]),
      pick(n * 11, [null, 5, null]),
    ])
  }
  await database.pool.query(
    `INSERT INTO run_part (workspace_id, run_id, step, shard, position, state, started_at, last_beat_at, done, total, unit, rate_from_at, rate_from_done)
     SELECT $1, $2, step, shard, row_number() OVER (), state, to_timestamp(at / 1000), to_timestamp(at / 1000), done, total, unit,
       to_timestamp(rate_at / 1000), rate_done
     FROM unnest($3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::float8[], $11::float8[])
       AS t(step, shard, state, at, done, total, unit, rate_at, rate_done)`,
    [people.ada.workspaceId, runId, ...rows[0]!.map((_, i) => rows.map((row) => row[i]))],
  )
  const { workspaceId } = people.ada
  const parts = (await loadRunParts(database.pool, workspaceId, runId!)).map(
    (part) => ({ ...part, runId, shardsSucceeded: 0, shardsFailed: 0 }) as Part,
  )
  const near = (value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)
  const inOrder = (tallies: object[]) =>
    tallies
      .map((tally) => Object.fromEntries(Object.entries(tally).map(([name, value]) => [name, near(value)])))
      .sort((a, b) => `${a.step}${a.ofShards}`.localeCompare(`${b.step}${b.ofShards}`))
  for (const attempt of [1, 2]) {
    const now = minute(90)
    const summed = await loadTallies(database.pool, [{ workspaceId, id: runId!, attempt, at: now }])
    const expected = tallyParts(parts, { attempt, now })
    expect(expected).toHaveLength(7)
    expect(inOrder(summed.get(runId!)!)).toEqual(inOrder(expected))
  }
  expect(await loadTallies(database.pool, [{ workspaceId, id: newId(), attempt: 1, at: 0 }])).toEqual(new Map())
})
