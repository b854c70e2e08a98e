import { expect, test } from 'vitest'
import { ConcurrencyLimiter, type Place } from './concurrency-limiter'

const place = (workspaceId: string, channelId: string, host = channelId): Place => ({ workspaceId, channelId, host })
const at = (now: number, workspaces = 1) => ({ now, workspaces })

function begin(slots: ConcurrencyLimiter, where: Place, { count = 1, now = 0 } = {}) {
  for (let i = 0; i < count; i++) slots.begin(where, now)
}

test('a channel has two concurrent tries at first, and more with each success', () => {
  const slots = new ConcurrencyLimiter()
  const hook = place('w', 'c')
  expect(slots.free(hook, at(0))).toBe(2)
  begin(slots, hook, { count: 2 })
  expect(slots.free(hook, at(0))).toBe(0)
  for (let i = 0; i < 20; i++) {
    slots.begin(hook, 0)
    slots.end(hook, { begunAt: 0, now: 1, outcome: 'sent' })
  }
  expect(slots.free(hook, at(0))).toBe(14)
})

test('each channel has one try, even if all others of its workspace and host hang', () => {
  const slots = new ConcurrencyLimiter()
  for (let i = 0; i < 100; i++) {
    const where = place('w', `c${i}`, 'vendor')
    expect(slots.free(where, at(60_000))).toBeGreaterThanOrEqual(1)
    slots.begin(where, 0)
  }
  expect(slots.free(place('w', 'healthy', 'vendor'), at(60_000))).toBe(1)
  expect(slots.free(place('w', 'c0', 'vendor'), at(60_000))).toBe(0)
  expect(slots.free(place('other', 'one'), at(60_000))).toBe(1)
})

test('a workspace has all shared tries while it is alone, and four while eight need some', () => {
  const slots = new ConcurrencyLimiter()
  const fresh = (id: string) => place('w', id)
  for (const id of ['a', 'b']) begin(slots, fresh(id), { count: 2 })
  expect(slots.free(fresh('c'), at(0, 1))).toBe(2)
  begin(slots, fresh('c'))
  expect(slots.free(fresh('c'), at(0, 1))).toBe(1)
  expect(slots.free(fresh('c'), at(0, 8))).toBe(0)
  expect(slots.free(fresh('d'), at(0, 8))).toBe(1)
})

test('a host is limited to two tries only after a try hung, and gets more with success', () => {
  const slots = new ConcurrencyLimiter()
  const of = (id: string) => place('w', id, 'vendor')
  for (let i = 0; i < 6; i++) begin(slots, of(`c${i}`))
  expect(slots.free(of('c0'), at(4_999))).toBe(1)
  expect(slots.free(of('c0'), at(5_000))).toBe(0)
  for (let i = 0; i < 6; i++) slots.end(of(`c${i}`), { begunAt: 0, now: 15_000, outcome: 'failed' })
  expect(slots.free(of('new'), at(15_000))).toBe(2)
  begin(slots, of('new'), { count: 2, now: 15_000 })
  expect(slots.free(of('another'), at(15_000))).toBe(1)
  begin(slots, of('another'), { now: 15_000 })
  expect(slots.free(of('another'), at(15_000))).toBe(0)
  slots.end(of('new'), { begunAt: 15_000, now: 15_010, outcome: 'sent' })
  expect(slots.free(of('another'), at(15_010))).toBe(1)
})

test('fast failures do not limit a host', () => {
  const slots = new ConcurrencyLimiter()
  slots.begin(place('w', 'a', 'vendor'), 0)
  slots.end(place('w', 'a', 'vendor'), { begunAt: 0, now: 20, outcome: 'failed' })
  expect(slots.free(place('w', 'b', 'vendor'), at(20))).toBe(2)
})

test('a channel that fails repeatedly pauses up to five seconds between tries, until one succeeds', () => {
  const slots = new ConcurrencyLimiter()
  const hook = place('w', 'c')
  const pauses = Array.from({ length: 10 }, (_, i) => {
    const now = i * 10_000
    slots.begin(hook, now)
    slots.end(hook, { begunAt: now, now, outcome: 'failed' })
    return slots.msUntilPauseEnds(now) ?? 0
  })
  expect(pauses).toEqual([0, 0, 250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
  expect(slots.free(hook, at(90_001))).toBe(0)
  expect(slots.free(hook, at(95_000))).toBe(1)
  slots.begin(hook, 95_000)
  slots.end(hook, { begunAt: 95_000, now: 95_001, outcome: 'sent' })
  expect(slots.msUntilPauseEnds(95_001)).toBeNull()
  expect(slots.free(hook, at(95_001))).toBe(2)
})

test('a try that was not made changes nothing', () => {
  const slots = new ConcurrencyLimiter()
  const hook = place('w', 'c')
  slots.begin(hook, 0)
  slots.end(hook, { begunAt: 0, now: 60_000, outcome: null })
  expect(slots.free(hook, at(60_000))).toBe(2)
  expect([...slots.workspaces]).toEqual([])
})

test('the one mail server gets eight tries at once, for any number of mail channels', () => {
  const slots = new ConcurrencyLimiter()
  const mail = (id: string) => ({ ...place(id, id, 'email'), hostTakes: 8 })
  for (let i = 0; i < 8; i++) begin(slots, mail(`c${i}`))
  expect(slots.free(mail('ninth'), at(0))).toBe(0)
  slots.end(mail('c0'), { begunAt: 0, now: 10, outcome: 'sent' })
  expect(slots.free(mail('ninth'), at(10))).toBe(1)
})
