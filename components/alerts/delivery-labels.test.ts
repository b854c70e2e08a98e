import { expect, it } from 'vitest'
import type { DeliveryView } from '@/lib/contract/deliveries'
import { email } from '@/lib/notify/email'
import { attemptLabels, waitingReasons } from './delivery-labels'

const at = '2026-11-22T10:02:13.000Z'
const waiting = (given: Partial<DeliveryView>, canMail = true) => {
  const delivery = { state: 'pending', channelKind: 'webhook', channelFailingSince: null, nextAttemptAt: at, ...given }
  const lacking = canMail ? [] : [{ kind: email.kind, ...email.need }]
  return waitingReasons(delivery as DeliveryView, { lacking }).map(({ words, at }) => (at ? `${words} ${at}` : words))
}

it('a waiting delivery says what it waits for, and what is wrong with its channel', () => {
  expect(waiting({ waitsFor: 'retry', channelFailingSince: at })).toEqual([
    `next try ${at}`,
    `channel failing since ${at}`,
  ])
  expect(waiting({ waitsFor: 'earlier', channelFailingSince: at })).toEqual(['behind an earlier alert of this monitor'])
  expect(waiting({ waitsFor: 'digest' })).toEqual([`waiting for a digest, due ${at}`])
  expect(waiting({ waitsFor: 'sender' })).toEqual(['waiting for a worker'])
  expect(waiting({ waitsFor: 'sender', channelKind: 'email' }, false)).toEqual([
    'waiting for a worker with a mail server (SMTP_URL)',
  ])
})

it('a delivery that does not wait has no such words', () => {
  expect(waiting({ waitsFor: null, state: 'sent' })).toEqual([])
})

it('an attempt says its reason once', () => {
  const words = (entry: object) => attemptLabels({ at, ...entry }).words
  expect(words({ outcome: 'retry', code: 500, reason: 'Answered 500.' })).toBe('not sent: Answered 500.')
  expect(words({ outcome: 'retry', code: 450, reason: 'Mailbox busy.' })).toBe('not sent, answered 450: Mailbox busy.')
  expect(words({ outcome: 'sent', code: 204, ms: 35.2, reason: 'Answered 204.' })).toBe('sent in 35 ms, answered 204')
})
