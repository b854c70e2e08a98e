import { expect, test } from 'vitest'
import { sessionStanding } from './session-life'

const NOW = new Date('2026-11-22T12:00:00Z')
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)
const DAY = 86_400

test.each<[string, { seen: number; ends: number; revoked?: number }, string]>([
  ['used just now', { seen: 0, ends: DAY }, 'alive'],
  ['used a second less than 7 days ago', { seen: -7 * DAY + 1, ends: DAY }, 'alive'],
  ['not used for 7 days', { seen: -7 * DAY, ends: DAY }, 'idle'],
  ['used just now, 30 days after it began', { seen: 0, ends: 0 }, 'over'],
  ['in its last second', { seen: 0, ends: 1 }, 'alive'],
  ['not used, and after its 30 days', { seen: -8 * DAY, ends: -1 }, 'over'],
  ['revoked, in every case', { seen: 0, ends: DAY, revoked: -1 }, 'revoked'],
  ['last seen by a clock that is ahead of ours', { seen: 5, ends: DAY }, 'alive'],
])('a session %s', (_, { seen, ends, revoked }, standing) => {
  const revokedAt = revoked === undefined ? null : after(revoked)
  expect(sessionStanding({ lastSeenAt: after(seen), expiresAt: after(ends), revokedAt }, NOW)).toBe(standing)
})
