import { expect, test } from 'vitest'
import { lackingKinds } from '@/lib/services/channels/lacking-kinds'
import { channelProblem } from './channel-problem'

const hook = { kind: 'webhook', failingSince: null, lastError: null } as const

const since = '2026-11-22T10:02:00.000Z'

test.each([
  ['a webhook that works', hook, true, null],
  [
    'one that fails',
    { ...hook, failingSince: since, lastError: 'Answered 500.' },
    true,
    { since, reason: 'Answered 500.' },
  ],
  [
    'mail without a mail server',
    { ...hook, kind: 'email' },
    false,
    { since: null, reason: 'no mail server is set (SMTP_URL)' },
  ],
  ['mail with one', { ...hook, kind: 'email' }, true, null],
] as const)('%s', (_, channel, canMail, problem) => {
  const smtpUrl = canMail ? 'smtp://mail.example.com' : null
  expect(channelProblem(channel, { lacking: lackingKinds({ smtpUrl }) })).toEqual(problem)
})
