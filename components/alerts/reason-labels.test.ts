import { expect, it } from 'vitest'
import { type ReasonContent, reasonLabels } from './reason-labels'

it.each<[string, ReasonContent, string]>([
  ['failed', {}, 'failed'],
  ['failed', { message: 'disk full\nmore' }, 'failed: disk full'],
  ['part_failed', { part: '/5', message: 'connection refused' }, 'shard 5 failed: connection refused'],
  ['part_failed', { part: 'load/5' }, 'shard 5 of load failed'],
  ['part_failed', { part: 'load', message: ' ' }, 'load failed'],
  ['part_failed', { part: 'load/data/7.csv' }, 'shard data/7.csv of load failed'],
  ['lost', {}, 'a run never ended'],
  ['lost', { part: '/c7' }, 'a run never ended (shard c7 was open)'],
  ['step_late', { part: 'transform' }, 'transform was too late'],
  ['timed_out', { maxRuntimeSeconds: 5 }, 'exceeded max runtime (5 s)'],
  ['timed_out', {}, 'exceeded max runtime'],
  ['of_tomorrow', {}, 'of tomorrow'],
])('%s with %o reads "%s"', (reason, content, words) => {
  expect(reasonLabels(reason, content)).toBe(words)
})
