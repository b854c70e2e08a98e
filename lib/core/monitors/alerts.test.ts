import { expect, test } from 'vitest'
import type { Flip, MonitorStatus, Notice } from '../types'
import { alertsOf, incidentChangesOf, unjudgedRun } from './alerts'

const STATUSES = ['new', 'up', 'down', 'paused'] as const

const aFlip = (from: MonitorStatus, to: MonitorStatus): Flip => ({
  version: 1,
  from,
  to,
  at: 0,
  reason: 'failed',
  runId: null,
  part: null,
})

const ALL = STATUSES.flatMap((from) => STATUSES.filter((to) => to !== from).map((to) => aFlip(from, to)))

test('of all flips, going down and coming up from down are alerts', () => {
  const told = alertsOf(ALL, []).map(({ type, about }) => [type, (about as Flip).from, (about as Flip).to])
  expect(told).toEqual([
    ['monitor.down', 'new', 'down'],
    ['monitor.down', 'up', 'down'],
    ['monitor.up', 'down', 'up'],
    ['monitor.down', 'paused', 'down'],
  ])
})

test('whatever makes a monitor down opens an incident, and whatever ends that closes it', () => {
  const changes = incidentChangesOf(ALL).map(({ kind, flip }) => [kind, flip.from, flip.to])
  expect(changes).toEqual([
    ['opened', 'new', 'down'],
    ['opened', 'up', 'down'],
    ['closed', 'down', 'new'],
    ['closed', 'down', 'up'],
    ['closed', 'down', 'paused'],
    ['opened', 'paused', 'down'],
  ])
})

test('notices are alerts of their own kind, after those of flips', () => {
  const notice: Notice = { type: 'run.stalled', key: 'k', at: 0, reason: 'stalled', runId: 'run_1', part: null }
  expect(alertsOf([aFlip('up', 'down')], [notice]).map(({ type }) => type)).toEqual(['monitor.down', 'run.stalled'])
})

test('an occurrence that nobody can judge is a run of one instant', () => {
  const away = { from: 10, to: 20 }
  const run = unjudgedRun({ outageSeq: 3, expectedAt: 15, runId: null, deadlineAt: 30, away }, 'run_1')
  expect(run).toMatchObject({ id: 'run_1', state: 'unjudged', startedAt: null, endedAt: 15, lastBeatAt: 15 })
  expect(run).toMatchObject({ outageSeq: 3, awayFromAt: 10, awayToAt: 20, key: null, attempt: 1 })
})
