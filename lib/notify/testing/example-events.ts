import type {
  AlertEvent,
  ChannelFailing,
  Digest,
  IncidentClosed,
  MonitorDown,
  MonitorUp,
  OutageNotice,
  RunStalled,
  TestEvent,
} from '@/lib/contract/events'
import type { EventMonitor, EventRun } from '@/lib/contract/events-shapes'
import { summarize } from '../labels'

const base = 'https://lubdub.example.com'
const workspace = { id: 'wsp_01' as const, name: 'Ada', timezone: 'Europe/Berlin' }

export const exampleMonitor: EventMonitor = {
  id: 'mon_01' as const,
  name: 'nightly-etl',
  family: 'warehouse',
  url: `${base}/monitors/mon_01`,
  runbook: 'https://wiki.example.com/etl',
  status: 'down',
  schedule: { type: 'cron', expression: '0 2 * * *', timezone: 'Europe/Berlin' },
  graceSeconds: 600,
  expectedAt: '2026-11-21T01:00:00.000Z',
  lastBeatAt: '2026-11-21T01:24:10.000Z',
  lastSuccessAt: '2026-11-20T01:38:02.000Z',
}

const step = {
  total: null,
  done: null,
  unit: null,
  message: null,
  checkpoint: null,
  shardsExpected: null,
  shardsSucceeded: 0,
  shardsFailed: 0,
}

export const exampleRun: EventRun = {
  id: 'run_01' as const,
  number: 4182,
  key: '2026-11-21',
  attempt: 2,
  state: 'timed_out',
  url: `${base}/runs/run_01`,
  startedAt: '2026-11-21T01:00:03.000Z',
  endedAt: '2026-11-21T02:00:03.000Z',
  lastBeatAt: '2026-11-21T01:24:10.000Z',
  done: null,
  total: null,
  unit: null,
  fraction: null,
  doneLastHour: null,
  perHour: null,
  endsAt: null,
  message: 'joining customers',
  host: 'batch-7',
  logUrl: 'https://logs.example.com/4182',
  step: 'transform',
  openShards: 0,
  steps: [
    {
      ...step,
      step: 'extract',
      state: 'succeeded',
      startedAt: '2026-11-21T01:00:04.000Z',
      endedAt: '2026-11-21T01:09:40.000Z',
      done: 3000,
      total: 3000,
      unit: 'files',
    },
    {
      ...step,
      step: 'transform',
      state: 'running',
      startedAt: '2026-11-21T01:09:41.000Z',
      endedAt: null,
      done: 412000,
      total: 1000000,
      unit: 'rows',
      checkpoint: 'row 412000',
      shardsExpected: 8,
      shardsSucceeded: 5,
      shardsFailed: 1,
    },
  ],
  output: 'reading part-00041\nERROR could not connect to <warehouse>: timeout',
  outputTruncated: false,
}

const incident = { id: 'inc_01' as const, openedAt: '2026-11-21T02:00:03.000Z', closedAt: null, reason: 'timed_out' }

function withSummary<E extends AlertEvent>(event: E): E {
  return { ...event, summary: summarize(event) }
}

export const exampleDown: MonitorDown = withSummary({
  id: 'dlv_down' as const,
  type: 'monitor.down',
  version: 1,
  at: '2026-11-21T02:00:03.000Z',
  summary: '',
  workspace,
  monitor: exampleMonitor,
  reason: 'timed_out',
  part: null,
  message: null,
  away: null,
  since: '2026-11-21T02:00:03.000Z',
  run: exampleRun,
  incident,
  pausedSince: null,
})

export const exampleUp: MonitorUp = withSummary({
  id: 'dlv_up' as const,
  type: 'monitor.up',
  version: 1,
  at: '2026-11-21T05:12:00.000Z',
  summary: '',
  workspace,
  monitor: { ...exampleMonitor, status: 'up' },
  reason: 'recovered',
  part: null,
  message: null,
  away: null,
  since: '2026-11-21T02:00:03.000Z',
  run: { ...exampleRun, id: 'run_02' as const, number: 4183, state: 'succeeded', step: null, output: null },
  incident: { ...incident, closedAt: '2026-11-21T05:12:00.000Z' },
})

export const exampleStalled: RunStalled = withSummary({
  id: 'dlv_stalled' as const,
  type: 'run.stalled',
  version: 1,
  at: '2026-11-21T01:34:10.000Z',
  summary: '',
  workspace,
  monitor: { ...exampleMonitor, status: 'up' },
  reason: 'stalled',
  part: null,
  message: null,
  away: null,
  since: '2026-11-21T01:24:10.000Z',
  run: { ...exampleRun, state: 'running', endedAt: null },
})

const named = { id: 'mon_01' as const, name: 'nightly-etl', url: `${base}/monitors/mon_01` }

export const exampleOutage: OutageNotice = withSummary({
  id: 'dlv_outage' as const,
  type: 'outage.notice',
  version: 1,
  at: '2026-11-21T03:10:00.000Z',
  summary: '',
  workspace,
  outage: {
    seq: 3,
    startedAt: '2026-11-21T03:10:00.000Z',
    endedAt: '2026-11-21T03:14:00.000Z',
    recoversAt: '2026-11-21T03:18:00.000Z',
    spans: [{ startedAt: '2026-11-21T03:10:00.000Z', endedAt: '2026-11-21T03:14:00.000Z' }],
  },
  unjudged: [{ monitor: named, expectedAt: '2026-11-21T03:12:00.000Z', run: null }],
  unjudgedCount: 1,
  inDoubt: [
    { monitor: named, expectedAt: '2026-11-21T03:00:00.000Z', deadlineAt: '2026-11-21T04:00:00.000Z', run: null },
  ],
  inDoubtCount: 1,
  openRuns: [
    {
      id: 'run_03' as const,
      number: 7,
      url: `${base}/runs/run_03`,
      lastBeatAt: '2026-11-21T03:01:00.000Z',
      monitor: named,
    },
  ],
  openRunCount: 1,
})

export const exampleDigest: Digest = withSummary({
  id: 'dlv_digest' as const,
  type: 'digest',
  version: 1,
  at: '2026-11-21T02:00:07.000Z',
  summary: '',
  workspace,
  url: `${base}/monitors`,
  count: 200,
  downCount: 200,
  upCount: 0,
  events: Array.from({ length: 200 }, (_, i) => ({
    id: `dlv_${i}` as const,
    type: 'monitor.down' as const,
    at: '2026-11-21T02:00:03.000Z',
    reason: 'missed',
    monitor: { id: `mon_${i}` as const, name: `shop-${i}`, url: `${base}/monitors/mon_${i}` },
    runId: null,
  })),
})

export const exampleClosed: IncidentClosed = withSummary({
  id: 'dlv_closed' as const,
  type: 'incident.closed',
  version: 1,
  at: '2026-11-21T05:12:00.000Z',
  summary: '',
  workspace,
  monitor: { ...exampleMonitor, status: 'paused' },
  reason: 'paused',
  part: null,
  message: null,
  away: null,
  since: '2026-11-21T02:00:03.000Z',
  run: null,
  incident: { ...incident, closedAt: '2026-11-21T05:12:00.000Z' },
})

export const exampleFailing: ChannelFailing = withSummary({
  id: 'dlv_failing' as const,
  type: 'channel.failing',
  version: 1,
  at: '2026-11-21T09:02:00.000Z',
  summary: '',
  workspace,
  channel: { id: 'chn_01' as const, name: 'pager', kind: 'webhook', url: `${base}/channels/chn_01` },
  since: '2026-11-21T09:02:00.000Z',
  reason: 'No answer within 15 seconds.',
})

export const exampleTest: TestEvent = withSummary({
  id: 'dlv_test' as const,
  type: 'test',
  version: 1,
  at: '2026-11-21T02:00:07.000Z',
  summary: '',
  workspace,
})

export const exampleEvents: readonly AlertEvent[] = [
  exampleDown,
  exampleUp,
  exampleStalled,
  exampleOutage,
  exampleDigest,
  exampleClosed,
  exampleFailing,
  exampleTest,
]
