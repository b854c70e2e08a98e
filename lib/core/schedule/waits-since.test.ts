import { expect, it } from 'vitest'
import { aRun, aSnapshot, NOW } from '../test-kit'
import type { MonitorConfig, Run } from '../types'
import { waitsSince } from './expectations'

const CRON: Partial<MonitorConfig> = {
  schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' },
  graceSeconds: 600,
}
const run = (startedAt: number | null) => aRun({ startedAt, lastBeatAt: NOW })

it.each<[string, Partial<MonitorConfig>, number | null, Run[], number]>([
  ['never, where nothing is expected and nothing runs', {}, null, [], Number.POSITIVE_INFINITY],
  ['since one interval before the expected finish', { graceSeconds: 7 }, NOW, [], NOW - 60_000],
  ['since as early as a beat of the expected occurrence may come', CRON, NOW, [], NOW - 600_000],
  ['since the first start of its open runs', {}, null, [run(NOW - 5), run(NOW - 9), run(NOW - 7)], NOW - 9],
  ['since the earlier of both', CRON, NOW, [run(NOW - 700_000)], NOW - 700_000],
  ['since the expected occurrence, where its runs began later', CRON, NOW, [run(NOW - 5)], NOW - 600_000],
  ['for no run whose start is unknown', {}, null, [run(null)], Number.POSITIVE_INFINITY],
])('a monitor waits %s', (_, config, expectedAt, runs, since) => {
  expect(waitsSince(aSnapshot({ config, state: { expectedAt }, runs }))).toBe(since)
})
