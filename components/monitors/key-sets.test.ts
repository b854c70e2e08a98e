import { expect, it } from 'vitest'
import { keySets } from './key-sets'

it('a pipeline of three steps gets the keys that it calls at its start, after each step, and when it fails', () => {
  expect(keySets(['extract', 'transform', 'load'])[0]?.keys).toEqual([
    { label: 'EXTRACT_START', signal: 'start', step: 'extract' },
    { label: 'TRANSFORM_SUCCESS', signal: 'success', step: 'transform' },
    { label: 'LOAD_COMPLETE', signal: 'success', step: 'load' },
    { label: 'FAILURE', signal: 'fail' },
  ])
})

it('a job without declared steps gets keys of the run, or of a queue', () => {
  expect(keySets([]).map(({ keys }) => keys.map(({ label, signal }) => `${label} ${signal}`))).toEqual([
    ['START start', 'SUCCESS success', 'FAILURE fail'],
    ['QUEUE_PROGRESS progress', 'QUEUE_COMPLETE success'],
  ])
})
