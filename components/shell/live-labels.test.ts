import { expect, it } from 'vitest'
import { liveLabels } from './live-labels'

it.each([
  [{ kind: 'still' }, null],
  [{ kind: 'live' }, 'live'],
  [{ kind: 'polling', everyMs: 5000 }, 'every 5 s'],
  [{ kind: 'reconnecting' }, 'reconnecting'],
  [{ kind: 'lost', since: Date.parse('2026-11-22T10:02:13Z') }, 'as of 10:02:13'],
] as const)('%j is said as %s', (live, words) => {
  expect(liveLabels(live, 'UTC')).toBe(words)
})
