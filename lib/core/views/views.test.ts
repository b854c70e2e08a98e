import { describe, expect, it } from 'vitest'
import { aConfig, aRun, NOW } from '../test-kit'
import type { MonitorConfig, Run } from '../types'
import { partLabels } from './part-labels'
import { deriveRunState, shownPart, shownRun } from './run-state'

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

describe('the one word for a run', () => {
  it.each([
    [{ stalled: false, silent: false }, 'running'],
    [{ stalled: true, silent: false }, 'stalled'],
    [{ stalled: false, silent: true }, 'silent'],
    [{ stalled: true, silent: true }, 'silent'],
  ] as const)('with %j is %s', (instants, word) => {
    expect(shownRun({ state: 'running', ...instants })).toBe(word)
  })
})

describe('a part is shown', () => {
  it.each([
    ['succeeded', 'failed', 'succeeded'],
    ['failed', 'running', 'failed'],
    ['partial', 'silent', 'partial'],
    ['running', 'running', 'running'],
    ['running', 'silent', 'silent'],
    ['running', 'stalled', 'stalled'],
    ['running', 'failed', 'died'],
    ['running', 'timed_out', 'died'],
    ['running', 'lost', 'died'],
    ['running', 'succeeded', 'ended'],
    ['running', 'partial', 'ended'],
    ['running', 'unjudged', 'ended'],
  ] as const)('%s in a run that is %s as %s', (state, run, shown) => {
    expect(shownPart(state, run)).toBe(shown)
  })
})

it.each([
  ['load', 'load'],
  ['load/5', 'shard 5 of load'],
  ['/5', 'shard 5'],
  ['load/in/2026.csv', 'shard in/2026.csv of load'],
  ['/in/2026.csv', 'shard in/2026.csv'],
])('the part %s is called %s', (part, label) => {
  expect(partLabels(part)).toBe(label)
})
