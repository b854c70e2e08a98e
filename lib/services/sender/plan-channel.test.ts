import { expect, test } from 'vitest'
import type { QueuedDelivery } from '@/lib/db/sender/load-queues'
import { planChannel } from './plan-channel'

const NOW = Date.parse('2026-11-21T12:00:00Z')

function queued(id: string, changes: Partial<QueuedDelivery> = {}): QueuedDelivery {
  return {
    id,
    type: 'monitor.down',
    monitorId: `mon_${id}`,
    attempt: 0,
    dueAt: NOW - 1_000,
    isLeased: false,
    hasBody: false,
    headId: id,
    headDueAt: NOW - 1_000,
    headDigestId: null,
    ...changes,
  }
}

const many = (count: number) => Array.from({ length: count }, (_, i) => queued(`d${i}`))

function plan(
  list: QueuedDelivery[],
  changes: { recentCount?: number; lastDigestAt?: number | null; slots?: number } = {},
) {
  const { recentCount = 0, lastDigestAt = null, slots = 4 } = changes
  return planChannel({ queued: list, recentCount }, { now: NOW, lastDigestAt, slots, newDigestId: 'digest' })
}

test('due deliveries are claimed in order, up to the free slots', () => {
  expect(plan(many(6)).claim.map((d) => d.id)).toEqual(['d0', 'd1', 'd2', 'd3'])
  expect(plan(many(6), { slots: 0 }).claim).toEqual([])
})

test('deliveries without a try go before failed ones, and of those the longest due first', () => {
  const retry = (id: string, dueAt: number) => queued(id, { attempt: 3, dueAt, headDueAt: dueAt })
  const list = [retry('late', NOW - 10), retry('early', NOW - 20), ...many(2)]
  expect(plan(list).claim.map((d) => d.id)).toEqual(['d0', 'd1', 'early', 'late'])
})

test('deliveries that are not due yet are not changed', () => {
  const result = plan([queued('a', { dueAt: NOW + 1 })])
  expect(result).toMatchObject({ claim: [], defer: [], digest: null, exhausted: [] })
})

test('an up waits for its down, and is deferred while the down is being sent', () => {
  const down = queued('down', { monitorId: 'm', attempt: 1, isLeased: true, dueAt: NOW + 30_000 })
  const up = queued('up', { monitorId: 'm', type: 'monitor.up', headId: 'down', headDueAt: NOW + 30_000 })
  expect(plan([down, up])).toMatchObject({ claim: [], defer: [{ id: 'up', untilAt: NOW + 30_000 }] })
})

test('a waiting delivery is checked again within a minute, even if the one before it is due later', () => {
  const down = queued('down', { monitorId: 'm', attempt: 9, dueAt: NOW + 12 * 3_600_000 })
  const up = queued('up', { monitorId: 'm', headId: 'down', headDueAt: down.dueAt })
  expect(plan([down, up]).defer).toEqual([{ id: 'up', untilAt: NOW + 60_000 }])
})

test('twenty alerts in a minute are sent one by one; the twenty-first puts the waiting ones into a digest', () => {
  expect(plan(many(20)).digest).toBeNull()
  const result = plan(many(1), { recentCount: 20 })
  expect(result.digest).toBeNull()
  expect(result.claim).toHaveLength(1)
  expect(plan(many(2), { recentCount: 19 })).toMatchObject({
    claim: [],
    digest: { id: 'digest', dueAt: NOW + 2_000, memberIds: ['d0', 'd1'] },
  })
})

test('more alerts of the same storm join the digest that was not sent yet', () => {
  const digest = queued('gathering', { type: 'digest', monitorId: null, dueAt: NOW + 2_000 })
  expect(plan([digest, ...many(2)], { recentCount: 25, lastDigestAt: NOW - 1_000 })).toMatchObject({
    claim: [],
    defer: [],
    digest: { id: 'gathering', dueAt: null, memberIds: ['d0', 'd1'] },
  })
})

test('after a digest, alerts within the minute wait for the next one', () => {
  const result = plan(many(3), { recentCount: 25, lastDigestAt: NOW - 20_000 })
  expect(result).toMatchObject({ claim: [], digest: null })
  expect(result.defer).toEqual(['d0', 'd1', 'd2'].map((id) => ({ id, untilAt: NOW + 40_000 })))
})

test('alerts that still wait after the storm are sent one by one', () => {
  const result = plan(many(3), { recentCount: 0, lastDigestAt: NOW - 61_000 })
  expect(result.claim).toHaveLength(3)
})

test('tests, outage notices and retries do not count for a storm', () => {
  const others = [
    queued('test', { type: 'test', monitorId: null }),
    queued('outage', { type: 'outage.notice', monitorId: null }),
    queued('retry', { attempt: 2 }),
  ]
  const result = plan([...others, ...many(30)], { slots: 10 })
  expect(result.claim.map((d) => d.id)).toEqual(['test', 'outage', 'retry'])
  expect(result.digest?.memberIds).toHaveLength(30)
})

test('an up whose down will be tried again does not overtake it in a digest', () => {
  const down = queued('down', { monitorId: 'm', attempt: 2, dueAt: NOW + 30_000, headDueAt: NOW + 30_000 })
  const up = queued('up', { monitorId: 'm', type: 'monitor.up', headId: 'down', headDueAt: NOW + 30_000 })
  const result = plan([down, up, ...many(30)])
  expect(result.digest?.memberIds).not.toContain('up')
  expect(result.defer).toEqual([{ id: 'up', untilAt: NOW + 30_000 }])
})

test('nor if the down was not among the deliveries that were read', () => {
  const up = queued('up', { monitorId: 'm', type: 'monitor.up', headId: 'down', waitsForTried: true })
  expect(plan([up, ...many(30)]).digest?.memberIds).not.toContain('up')
})

test('a down and its up may go into the same digest', () => {
  const down = queued('down', { monitorId: 'm' })
  const up = queued('up', { monitorId: 'm', type: 'monitor.up', headId: 'down' })
  expect(plan([down, up, ...many(30)]).digest?.memberIds.slice(0, 2)).toEqual(['down', 'up'])
})

test('an up whose down is in a digest that is being sent waits for it', () => {
  const digest = queued('sending', { type: 'digest', monitorId: null, attempt: 1, isLeased: true, dueAt: NOW + 30_000 })
  const up = queued('up', { monitorId: 'm', headId: 'down', headDigestId: 'sending', headDueAt: NOW + 172_800_000 })
  const result = plan([digest, up], { lastDigestAt: NOW - 5_000, recentCount: 30 })
  expect(result).toMatchObject({ claim: [], digest: null, defer: [{ id: 'up' }] })
})

test('a delivery whose sender died in the last try is not tried again', () => {
  expect(plan([queued('spent', { attempt: 10 })])).toMatchObject({ claim: [], exhausted: ['spent'] })
  expect(plan([queued('last', { attempt: 9 })])).toMatchObject({ claim: [{ id: 'last' }], exhausted: [] })
})
