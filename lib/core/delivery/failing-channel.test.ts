import { expect, test } from 'vitest'
import { NOTIFY_OWNERS_AFTER_MS, notifyOwnersAt } from './failing-channel'

const NOW = 1_000_000
const SINCE = NOW - 60_000

test.each([
  ['after two minutes, when it begins to fail', null, null, false, NOW + 120_000],
  ['at once, when it begins with a dead letter', null, null, true, NOW],
  ['as planned, when it goes on failing', SINCE, NOW + 60_000, false, NOW + 60_000],
  ['at once, when a dead letter follows', SINCE, NOW + 60_000, true, NOW],
  ['no later than planned', SINCE, NOW - 1, true, NOW - 1],
  ['not again', SINCE, null, false, null],
  ['not again, even when a dead letter follows', SINCE, null, true, null],
] as const)('the owners of a failing channel are notified %s', (_, failingSince, notifyAt, isFinal, expected) => {
  expect(notifyOwnersAt({ failingSince, notifyAt }, { now: NOW, isFinal })).toBe(expected)
  expect(NOTIFY_OWNERS_AFTER_MS).toBe(120_000)
})
