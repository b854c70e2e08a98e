import { describe, expect, it } from 'vitest'
import { type MonitorFact, RANK_RULES, SHOWN_RULES, shownDeadline, shownStatus } from './shown-status'

const NOW = 1_000_000

describe('what is shown of a monitor', () => {
  it.each([
    ['down', 1, NOW - 1, 'down'],
    ['paused', 1, NOW - 1, 'paused'],
    ['up', 1, NOW - 1, 'running'],
    ['new', 1, null, 'running'],
    ['up', 0, NOW - 1, 'late'],
    ['new', 0, NOW - 1, 'late'],
    ['up', 0, NOW, 'up'],
    ['up', 0, null, 'up'],
    ['new', 0, null, 'new'],
  ] as const)('%s, %s open, expected at %s: %s', (status, openRunCount, expectedAt, shown) => {
    expect(shownStatus({ status, openRunCount, expectedAt }, NOW)).toBe(shown)
  })

  it('every rule has a fact of its own, and every monitor has one that is true', () => {
    for (const rules of [SHOWN_RULES, RANK_RULES]) {
      const facts = rules.map(([fact]) => fact)
      expect(new Set(facts).size).toBe(facts.length)
      expect(facts).toEqual(expect.arrayContaining(['new', 'up', 'down', 'paused']))
    }
  })
})

describe('the order of attention', () => {
  const rankOf = (facts: readonly MonitorFact[]) => RANK_RULES.find(([fact]) => facts.includes(fact))?.[1]

  it('is down, silent, stalled, late, partial, running, new, up, paused; a word before hides those after it', () => {
    const situations: MonitorFact[][] = [
      ['down', 'silent', 'hasOpenRun'],
      ['up', 'silent', 'stalled', 'hasOpenRun'],
      ['up', 'stalled', 'hasOpenRun', 'isOverdue'],
      ['up', 'isOverdue', 'partial'],
      ['up', 'partial'],
      ['up', 'hasOpenRun', 'isOverdue', 'partial'],
      ['new'],
      ['up'],
      ['paused', 'silent', 'stalled', 'hasOpenRun', 'isOverdue', 'partial'],
    ]
    const ranks = situations.map(rankOf)
    expect(ranks).toEqual([...new Set(ranks)].toSorted((a = 0, b = 0) => a - b))
  })
})

describe('the deadline that is shown', () => {
  const run = (startedAt: number | null, deadlineAt: number | null) =>
    ({ state: 'running', startedAt, deadlineAt }) as const

  it.each([
    ['grace after what is expected', { graceSeconds: 60, maxRuntimeSeconds: null }, NOW, [], NOW + 60_000],
    [
      'what a run that began in time may take',
      { graceSeconds: 60, maxRuntimeSeconds: 600 },
      NOW,
      [run(NOW, NOW + 600_000)],
      NOW + 600_000,
    ],
    [
      'no longer for a run that began too late',
      { graceSeconds: 60, maxRuntimeSeconds: 600 },
      NOW,
      [run(NOW + 60_001, NOW + 660_001)],
      NOW + 60_000,
    ],
    [
      'that of the first open run, where nothing is expected',
      { graceSeconds: 60, maxRuntimeSeconds: 600 },
      null,
      [run(NOW, NOW + 600_000), run(NOW, NOW + 500_000), run(NOW, null)],
      NOW + 500_000,
    ],
    ['none, where nothing is expected and nothing runs', { graceSeconds: 60, maxRuntimeSeconds: 600 }, null, [], null],
  ] as const)('is %s', (_, config, expectedAt, runs, deadline) => {
    expect(shownDeadline(config, expectedAt, runs)).toBe(deadline)
  })
})
