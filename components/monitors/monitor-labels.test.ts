import { describe, expect, it } from 'vitest'
import { type MonitorInLabels, monitorLabels, monitorState } from './monitor-labels'

const clock = { now: Date.parse('2026-11-22T02:13:00Z'), zone: 'UTC' }

const monitor: MonitorInLabels = {
  shown: 'up',
  since: '2026-11-22T02:10:00.000Z',
  expectedAt: '2026-11-22T02:10:00.000Z',
  deadlineAt: '2026-11-22T02:20:00.000Z',
  lastBeatAt: '2026-11-21T02:11:00.000Z',
  lastSuccessAt: null,
  downReason: null,
  downPart: null,
  downMessage: null,
  maxRuntimeSeconds: null,
  schedule: { type: 'interval', seconds: 86_400 },
}

const away = { from: '2026-11-22T02:05:00.000Z', to: '2026-11-22T02:05:34.000Z' }

const run = { state: 'running', shown: 'running', fraction: 0.41, startedAt: '2026-11-22T01:32:00.000Z' } as const

describe('monitorLabels', () => {
  it.each<[Partial<MonitorInLabels>, string]>([
    [{}, 'on time'],
    [{ schedule: { type: 'none' } }, 'up'],
    [{ shown: 'new', lastBeatAt: null }, 'waiting for its first beat'],
    [{ shown: 'new' }, 'waiting for its first finish'],
    [{ shown: 'new', lastSuccessAt: '2026-11-21T02:11:00.000Z' }, 'resumed, waiting for its next finish'],
    [{ shown: 'late', deadlineAt: '2026-11-22T04:12:30.000Z' }, 'late by 3 min, 1 h 59 min of grace left'],
    [{ shown: 'late' }, 'late by 3 min, 7 min of grace left'],
    [{ shown: 'paused' }, 'paused since 02:10'],
    [{ shown: 'running', latestRun: run }, 'running, 41 %'],
    [{ shown: 'running', latestRun: { ...run, fraction: null } }, 'running for 41 min'],
    [{ shown: 'running', latestRun: { ...run, shown: 'stalled' } }, 'stalled at 41 %'],
    [{ shown: 'running', latestRun: null }, 'running'],
    [{ shown: 'down', downReason: 'missed' }, 'down since 02:10, did not finish in time, silent since Sat 02:11'],
    [{ shown: 'down', downReason: 'failed' }, 'down since 02:10, failed'],
    [
      { shown: 'down', downReason: 'missed', lastBeatAt: null, downAway: away },
      'down since 02:10, did not finish in time, no beat ever; Lubdub was away from 02:05:00 to 02:05:34',
    ],
    [
      {
        shown: 'late',
        inDoubt: { expectedAt: '2026-11-22T02:10:00.000Z', deadlineAt: '2026-11-22T02:20:00.000Z', away },
      },
      'late by 3 min, 7 min of grace left; in doubt until 02:20: Lubdub was away from 02:05:00 to 02:05:34',
    ],
    [
      { shown: 'down', downReason: 'part_failed', downPart: '/5', downMessage: 'connection refused' },
      'down since 02:10, shard 5 failed: connection refused',
    ],
    [
      { shown: 'down', downReason: 'timed_out', maxRuntimeSeconds: 3600 },
      'down since 02:10, exceeded max runtime (1 h)',
    ],
    [
      { shown: 'down', downReason: 'missed', lastBeatAt: null },
      'down since 02:10, did not finish in time, no beat ever',
    ],
  ])('%o reads "%s"', (change, words) => {
    expect(monitorLabels({ ...monitor, ...change }, clock)).toBe(words)
  })
})

it('a monitor whose run is stalled or silent shows that mark, unless it is down', () => {
  const latestRun = { ...run, shown: 'stalled' } as const
  expect(monitorState({ ...monitor, shown: 'running', latestRun })).toBe('stalled')
  expect(monitorState({ ...monitor, shown: 'down', latestRun })).toBe('down')
})
