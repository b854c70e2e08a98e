import { expect, test } from 'vitest'
import { isToldOfClose } from './closed-incident'

const waiting = { state: 'pending', isLeased: false, attempt: 0, isInDigest: false }

test.each([
  ['was sent', { ...waiting, state: 'sent' }, true, true],
  ['was sent in a digest', { ...waiting, state: 'merged', isInDigest: true }, true, true],
  ['is being sent', { ...waiting, isLeased: true }, true, true],
  ['failed in a try', { ...waiting, attempt: 1 }, true, false],
  ['waits for its digest', { ...waiting, isInDigest: true }, true, false],
  ['was not tried yet', waiting, false, false],
  ['is a dead letter', { ...waiting, state: 'dead', attempt: 10 }, false, false],
  ['was cancelled', { ...waiting, state: 'cancelled', attempt: 1 }, false, false],
] as const)('whether a channel whose down %s is told of a pause and of a deletion', (_, down, ofPause, ofDeletion) => {
  expect([isToldOfClose(down, 'paused'), isToldOfClose(down, 'deleted')]).toEqual([ofPause, ofDeletion])
})
