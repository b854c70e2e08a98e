import { expect, test } from 'vitest'
import { answerResult, retryAfterSeconds } from './answer'

const now = Date.parse('2026-11-21T12:00:00Z')

test.each([
  [200, 'sent'],
  [201, 'sent'],
  [204, 'sent'],
  [301, 'retry'],
  [304, 'retry'],
  [400, 'retry'],
  [401, 'retry'],
  [404, 'retry'],
  [410, 'refused'],
  [429, 'retry'],
  [500, 'retry'],
  [503, 'retry'],
] as const)('an answer of %i means %s', (status, outcome) => {
  expect(answerResult(status, { retryAfter: null, now })).toMatchObject({ outcome, code: status })
})

test.each([
  ['120', 120],
  ['0', 0],
  ['999999', 3600],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['soon', null],
  ['-5', null],
  ['', null],
  [null, null],
] as const)('Retry-After %j is read as %j seconds', (text, seconds) => {
  expect(retryAfterSeconds(text, now)).toBe(seconds)
})

test('Retry-After of a redirect is ignored', () => {
  expect(answerResult(302, { retryAfter: '10', now })).not.toHaveProperty('retryAfterSeconds')
})
