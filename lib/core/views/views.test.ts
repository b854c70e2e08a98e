import { describe, expect, it } from 'vitest'
import { aConfig, aRun, NOW } from '../test-kit'
import type { MonitorConfig, Run } from '../types'
import { projectProgress } from './progress'
import { deriveRunState } from './run-state'

describe('a run is shown', () => {
  const limits = { silenceSeconds: 10, stallSeconds: 10 }

  it.each<[string, Partial<Run>, Partial<MonitorConfig>, { stalled: boolean; silent: boolean }]>([
    ['as it is', {}, limits, { stalled: false, silent: false }],
    ['silent at its limit', { silentFromAt: NOW - 10_000 }, limits, { stalled: false, silent: true }],
    ['not silent before it', { silentFromAt: NOW - 9_999 }, limits, { stalled: false, silent: false }],
    ['stalled at its limit', { stalledFromAt: NOW - 10_000 }, limits, { stalled: true, silent: false }],
    ['not stalled while no done is known', { stalledFromAt: null }, limits, { stalled: false, silent: false }],
    ['silent as the checker saw it', { silentAt: NOW - 1 }, {}, { stalled: false, silent: true }],
    [
      'stalled as the checker saw it',
      { stalledAt: NOW - 1, stalledFromAt: NOW - 5 },
      {},
      { stalled: true, silent: false },
    ],
    [
      'neither once it has ended',
      { state: 'failed', silentAt: NOW - 1, stalledAt: NOW - 1 },
      limits,
      { stalled: false, silent: false },
    ],
    ['neither without limits', { silentFromAt: 0, stalledFromAt: 0 }, {}, { stalled: false, silent: false }],
  ])('%s', (_, run, config, expected) => {
    const shown = aRun(run)
    expect(deriveRunState(shown, aConfig(config), NOW)).toEqual({ state: shown.state, ...expected })
  })
})

describe('progress', () => {
  const HOUR = 3_600_000

  it.each<[string, Parameters<typeof projectProgress>[0], ReturnType<typeof projectProgress>]>([
    [
      'is projected from the rate since the start',
      { startedAt: 0, done: 1500, total: 3000, now: HOUR },
      { perHour: 1500, endsAt: 2 * HOUR, fraction: 0.5 },
    ],
    [
      'is unknown without done',
      { startedAt: 0, done: null, total: 9, now: HOUR },
      { perHour: null, endsAt: null, fraction: null },
    ],
    [
      'has a rate without a total',
      { startedAt: 0, done: 9, total: null, now: HOUR },
      { perHour: 9, endsAt: null, fraction: null },
    ],
    [
      'has no rate without a start',
      { startedAt: null, done: 3, total: 9, now: HOUR },
      { perHour: null, endsAt: null, fraction: 1 / 3 },
    ],
    [
      'has no rate at the start',
      { startedAt: 7, done: 3, total: 6, now: 7 },
      { perHour: null, endsAt: null, fraction: 0.5 },
    ],
    [
      'never ends at no rate',
      { startedAt: 0, done: 0, total: 9, now: HOUR },
      { perHour: 0, endsAt: null, fraction: 0 },
    ],
    ['is at its end', { startedAt: 0, done: 9, total: 9, now: HOUR }, { perHour: 9, endsAt: HOUR, fraction: 1 }],
    ['is past its end', { startedAt: 0, done: 12, total: 9, now: HOUR }, { perHour: 12, endsAt: HOUR, fraction: 1 }],
    [
      'of a total of nothing is no fraction',
      { startedAt: 0, done: 0, total: 0, now: HOUR },
      { perHour: 0, endsAt: null, fraction: null },
    ],
  ])('%s', (_, progress, expected) => {
    expect(projectProgress(progress)).toEqual(expected)
  })
})
