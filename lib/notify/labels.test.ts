import { expect, test } from 'vitest'
import { count, summarize } from './labels'
import {
  exampleDigest,
  exampleDown,
  exampleMonitor,
  exampleOutage,
  exampleRun,
  exampleStalled,
  exampleTest,
  exampleUp,
} from './testing/example-events'
import { formatDuration, formatInstant } from './times'

test.each([
  ['missed', { run: null }, 'nightly-etl is down: no run finished by Sat 21 Nov 2026, 03:00:03 CET'],
  ['not_started', { run: null }, 'nightly-etl is down: no run started by Sat 21 Nov 2026, 03:00:03 CET'],
  ['timed_out', {}, 'nightly-etl is down: run 4182 did not end within its time limit and was in transform'],
  ['silent', {}, 'nightly-etl is down: run 4182 went silent in transform'],
  [
    'silent',
    { part: 'transform/5', run: { ...exampleRun, openShards: 2 } },
    'nightly-etl is down: run 4182 went silent in shard 5 of transform (1 more is open)',
  ],
  [
    'timed_out',
    { part: '/a/b.csv', run: { ...exampleRun, step: null, openShards: 1 } },
    'nightly-etl is down: run 4182 did not end within its time limit and was in shard a/b.csv',
  ],
  ['failed', {}, 'nightly-etl is down: run 4182 failed in transform'],
  ['partial', {}, 'nightly-etl is down: run 4182 ended with failed or missing parts'],
  [
    'failed',
    { message: 'no space left\non /data' },
    'nightly-etl is down: run 4182 failed in transform: no space left',
  ],
  ['part_failed', { part: 'load/3' }, 'nightly-etl is down: shard 3 of load failed in run 4182'],
  [
    'part_failed',
    { part: '/5', message: 'connection refused' },
    'nightly-etl is down: shard 5 failed in run 4182: connection refused',
  ],
  ['step_late', { part: 'load' }, 'nightly-etl is down: load is late in run 4182'],
  ['lost', { run: null }, 'nightly-etl is down: a run never ended and no success followed'],
  [
    'lost',
    { part: 'transform/c7' },
    'nightly-etl is down: run 4182 never ended (shard c7 of transform was open) and no success followed',
  ],
  ['a reason of tomorrow', {}, 'nightly-etl is down: a reason of tomorrow'],
])('a down for %s is one sentence', (reason, changes, sentence) => {
  expect(summarize({ ...exampleDown, reason, ...changes })).toBe(sentence)
})

test('a reason says when Lubdub was away, in the zone of the schedule', () => {
  const away = { from: '2026-11-21T01:30:00.000Z', to: '2026-11-21T01:30:34.000Z' }
  expect(summarize({ ...exampleDown, reason: 'missed', away })).toBe(
    'nightly-etl is down: no run finished by Sat 21 Nov 2026, 03:00:03 CET; Lubdub was away from 02:30:00 to 02:30:34',
  )
})

test('a notice counts what is in doubt, and the time without beats', () => {
  expect(summarize(exampleOutage)).toBe(
    'Lubdub could not take beats for 4 min; 1 expected run could not be judged, 1 in doubt',
  )
  const spans = [0, 30].map((s) => ({
    startedAt: new Date(Date.parse('2026-11-21T03:10:00Z') + s * 1000).toISOString(),
    endedAt: new Date(Date.parse('2026-11-21T03:10:10Z') + s * 1000).toISOString(),
  }))
  const flapping = { ...exampleOutage, outage: { ...exampleOutage.outage, spans }, inDoubt: [], inDoubtCount: 0 }
  expect(summarize(flapping)).toBe('Lubdub could not take beats for 20 s; 1 expected run could not be judged')
})

test('a missed run shows the zone of its schedule, a plain interval that of the workspace', () => {
  const schedule = { type: 'cron', expression: '0 2 * * *', timezone: 'Asia/Kolkata' } as const
  const monitor = { ...exampleMonitor, schedule }
  expect(summarize({ ...exampleDown, reason: 'missed', monitor })).toContain('07:30:03')
})

test('other events have a sentence of their own', () => {
  expect(summarize(exampleUp)).toBe('nightly-etl is up again after 3 h 11 min')
  expect(summarize(exampleStalled)).toBe('nightly-etl: transform of run 4182 has not moved for 10 min')
  expect(summarize({ ...exampleStalled, run: { ...exampleRun, step: null }, since: null })).toBe(
    'nightly-etl: run 4182 has not moved',
  )
  expect(summarize(exampleDigest)).toBe('200 alerts in a short time: 200 down, 0 up again')
  expect(summarize(exampleTest)).toBe('This is a test: the channel works')
})

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [72, '1 min 12 s'],
  [3_600, '1 h'],
  [3_840, '1 h 04 min'],
  [172_800, '2 d'],
  [183_600, '2 d 3 h'],
  [-5, '0 s'],
])('%i seconds are shown as %s', (seconds, text) => {
  expect(formatDuration('2026-11-21T00:00:00Z', new Date(Date.UTC(2026, 10, 21) + seconds * 1_000).toISOString())).toBe(
    text,
  )
})

test('an unknown zone is shown in UTC', () => {
  expect(formatInstant('2026-11-21T02:00:00Z', 'Mars/Olympus')).toBe('Sat 21 Nov 2026, 02:00:00 UTC')
})

test('counts have the right plural', () => {
  expect([count(1, 'shard'), count(2, 'shard'), count(1_234, 'alert')]).toEqual(['1 shard', '2 shards', '1,234 alerts'])
})
