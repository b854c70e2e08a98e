import { describe, expect, it } from 'vitest'
import { aConfig, aRun, NOW } from '../test-kit'
import type { MonitorConfig, Run } from '../types'
import { deriveRunState } from './run-state'

describe('a run is shown', () => {
  const limits = { silenceSeconds: 10, stallSeconds: 10 }

  it.each<[string, Partial<Run>, Partial<MonitorConfig>, { stalled: boolean; silent: boolean }]>([
    ['as it is', {}, limits, { stalled: false, silent: false }],
    ['silent at its limit', { silentFromAt: NOW - 10_000 }, limits, { stalled: false, silent: true }],
    ['not silent before it', { silentFromAt: NOW - 9_999 }, limits, { stalled: false, silent: false }],
    ['stalled at its limit', { stalledFromAt: NOW - 10_000 }, limits, { stalled: true, silent: false }],
    ['not stalled while no done is known', { stalledFromAt: null }, limits, { stalled: false, silent: false }],
    ['silent if the checker has stored it', { silentAt: NOW - 1 }, {}, { stalled: false, silent: true }],
    [
      'stalled if the checker has stored it',
      { stalledAt: NOW - 1, stalledFromAt: NOW - 5 },
      {},
      { stalled: true, silent: false },
    ],
    [
      'neither after its end',
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
