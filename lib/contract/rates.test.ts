import { expect, test } from 'vitest'
import { OPERATIONS } from './openapi-operations'
import { RATES, type RateClass, rateWords } from './rates'

test('every class has operations, and only what everybody may call is unlimited', () => {
  const used = new Set(OPERATIONS.map(({ rate }) => rate))
  expect([...used].toSorted()).toEqual([...Object.keys(RATES), 'unlimited'].toSorted())
  for (const { id, rate, permission } of OPERATIONS) {
    expect([id, rate === 'unlimited']).toEqual([id, permission === 'everybody'])
  }
})

test('what changes nothing is not counted as a write, and what changes something not as a read', () => {
  for (const { id, rate, isWrite } of OPERATIONS) {
    if (rate === 'read') expect([id, isWrite]).toEqual([id, undefined])
    if (rate === 'write' || rate === 'send') expect([id, isWrite]).toEqual([id, true])
  }
})

/** What honest heavy clients do within the time of a class. */
const HEAVY: Record<RateClass, { client: string; calls: number }[]> = {
  read: [
    { client: 'a dashboard that reads 100 runs each second', calls: 100 * 60 },
    { client: 'Terraform that reads 1,000 monitors with three keys each, before and after', calls: 4_000 * 2 },
    { client: 'a program that reads 10 million objects page by page, in an hour', calls: 10_000_000 / 200 / 60 },
  ],
  write: [
    { client: 'Terraform that creates 1,000 monitors with three keys each, all in a minute', calls: 4_000 },
    { client: 'a script that replays 5,000 dead letters', calls: 5_000 },
  ],
  send: [{ client: 'a test of 50 channels after a change', calls: 50 }],
  expensive: [{ client: 'an export each minute', calls: 10 }],
}

test.each(Object.entries(HEAVY) as [RateClass, (typeof HEAVY)['read']][])(
  '%s is above what heavy clients need',
  (of, clients) => {
    for (const { client, calls } of clients) expect(RATES[of].calls, client).toBeGreaterThan(calls)
  },
)

test('the limit in words', () => {
  expect(rateWords('read')).toBe('18,000 calls that read within a minute')
  expect(rateWords('send')).toBe('60 tests of channels within 10 minutes')
})
