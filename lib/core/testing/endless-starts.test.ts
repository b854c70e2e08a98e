import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Beat, MonitorConfig } from '../types'
import { SILENT_BEAT } from './model-commands'
import { anyConfig } from './model-configs'
import { maxRuntimeOf } from './reference-data'
import { SystemUnderTest } from './system-under-test'

const START = Date.UTC(2027, 2, 28, 0, 30)
const LONGEST_SECONDS = { interval: 300, cron: 3600, oncalendar: 3600, none: 0 }

/** The longest time, in ms, until a monitor without a finish must be down. */
function patienceMs(given: MonitorConfig, everyMs: number): number {
  const once = LONGEST_SECONDS[given.schedule.type] + given.graceSeconds + (maxRuntimeOf(given) ?? 0)
  return (given.failureTolerance + 1) * (once * 1000 + everyMs)
}

function beatsOf(keys: 'none' | 'one' | 'new', everyMs: number, untilAt: number): Beat[] {
  const beats: Beat[] = []
  for (let receivedAt = START; receivedAt <= untilAt; receivedAt += everyMs) {
    const runKey = keys === 'none' ? null : keys === 'one' ? 'nightly' : `nightly-${beats.length}`
    beats.push({ ...SILENT_BEAT, signal: 'start', runKey, receivedAt, newRunId: `run_${beats.length}` })
  }
  return beats
}

test('no number of starts postpones an alert for ever, with a checker that runs only at attentionAt', () => {
  const given = fc.record({
    config: anyConfig,
    keys: fc.constantFrom<('none' | 'one' | 'new')[]>('none', 'one', 'new'),
    everyMs: fc.constantFrom(1000, 20_000, 59_000, 3_000_000),
  })
  fc.assert(
    fc.property(given, ({ config, keys, everyMs }) => {
      const subject = new SystemUnderTest(config, START)
      const apartMs = Math.max(everyMs, patienceMs(config, 0) / 300)
      const untilAt = START + patienceMs(config, apartMs)
      for (const beat of beatsOf(keys, apartMs, untilAt)) {
        checkUpTo(subject, beat.receivedAt)
        if (subject.state.status === 'down') return
        subject.beat(beat)
      }
      checkUpTo(subject, untilAt)
      expect(subject.state.status).toBe('down')
    }),
    { seed: 1, numRuns: 300 },
  )
}, 60_000)

function checkUpTo(subject: SystemUnderTest, now: number) {
  let { attentionAt } = subject.state
  while (attentionAt !== null && attentionAt <= now) {
    subject.tick(attentionAt, [])
    const next: number | null = subject.state.attentionAt
    expect(next === null || next > attentionAt).toBe(true)
    attentionAt = next
  }
}
