import { expect, test } from 'vitest'
import { runStatesOfEvent } from './run-of-event'

test.each([
  ['monitor.down', 'missed', ['running']],
  ['monitor.down', 'not_started', ['running']],
  ['monitor.down', 'lost', ['lost', 'running']],
  ['run.failed', 'lost', ['lost', 'running']],
  ['run.failed', null, ['running']],
  ['monitor.up', 'recovered', []],
  ['monitor.up', 'lost', []],
  ['outage', null, []],
])('an event %s because of %s, without a run of its own, shows the newest run of %j', (type, reason, states) => {
  expect(runStatesOfEvent(type, reason)).toEqual(states)
})
