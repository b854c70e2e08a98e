import { z } from 'zod'
import {
  eventAwaySchema,
  eventIncidentSchema,
  eventMonitorSchema,
  eventRunSchema,
  eventWorkspaceSchema,
} from './events-shapes'
import { idView } from './id-shapes'

/** Rises when a field changes its meaning or is removed; new fields do not raise it. */
export const EVENT_VERSION = 1

const instant = z.iso.datetime()

const envelope = {
  /** The same on every try, and the value of the header `webhook-id`. */
  id: idView('dlv'),
  version: z.literal(EVENT_VERSION),
  /** The time of the deadline or beat of the event, not the time of the check or of sending. */
  at: instant,
  /** One sentence for people. */
  summary: z.string(),
  workspace: eventWorkspaceSchema,
}

const aboutMonitor = {
  ...envelope,
  monitor: eventMonitorSchema,
  reason: z.string(),
  /** The step, or `step/shard`, that the reason names. */
  part: z.string().nullable(),
  /** The message of the part, or without a part of the run, about its failure. */
  message: z.string().nullable(),
  /** When Lubdub was deaf while it waited for the missing beat. Null: never. */
  away: eventAwaySchema.nullable(),
  run: eventRunSchema.nullable(),
}

export const monitorDownSchema = z.object({
  type: z.literal('monitor.down'),
  ...aboutMonitor,
  since: instant,
  incident: eventIncidentSchema.nullable(),
  /** Since when the monitor is not judged: it was paused before this could be sent. Null: it is not paused. */
  pausedSince: instant.nullable(),
})

export const monitorUpSchema = z.object({
  type: z.literal('monitor.up'),
  ...aboutMonitor,
  /** When the closed incident began. */
  since: instant,
  incident: eventIncidentSchema.nullable(),
})

export const runFailedSchema = z.object({ type: z.literal('run.failed'), ...aboutMonitor })

export const runStalledSchema = z.object({
  type: z.literal('run.stalled'),
  ...aboutMonitor,
  /** Since when `done` has not changed. */
  since: instant.nullable(),
})

export const outageNoticeSchema = z.object({
  type: z.literal('outage.notice'),
  ...envelope,
  /** From the first to the last of the `spans` in which Lubdub was deaf, of which at most 100 are named. */
  outage: z.object({
    seq: z.number().int(),
    startedAt: instant,
    endedAt: instant,
    recoversAt: instant,
    spans: z.array(z.object({ startedAt: instant, endedAt: instant })),
  }),
  /** Occurrences that cannot be judged. At most 1,000 are named; `unjudgedCount` counts all. */
  unjudged: z.array(
    z.object({
      monitor: z.object({ id: idView('mon'), name: z.string(), url: z.string() }),
      expectedAt: instant,
      run: z.object({ id: idView('run'), number: z.number().int(), url: z.string() }).nullable(),
    }),
  ),
  unjudgedCount: z.number().int(),
  /**
   * Finishes that may be lost and will be judged at `deadlineAt`: as unjudged, if no beat came by then. An interval is
   * expected again, and missed at `deadlineAt`. `run` is null for an occurrence. Named as `unjudged`.
   */
  inDoubt: z.array(
    z.object({
      monitor: z.object({ id: idView('mon'), name: z.string(), url: z.string() }),
      expectedAt: instant,
      deadlineAt: instant,
      run: z.object({ id: idView('run'), number: z.number().int(), url: z.string() }).nullable(),
    }),
  ),
  inDoubtCount: z.number().int(),
  /** Runs that are still open and have had no beat since the outage. */
  openRuns: z.array(
    z.object({
      id: idView('run'),
      number: z.number().int(),
      url: z.string(),
      lastBeatAt: instant,
      monitor: z.object({ id: idView('mon'), name: z.string(), url: z.string() }),
    }),
  ),
  openRunCount: z.number().int(),
})

export const digestSchema = z.object({
  type: z.literal('digest'),
  ...envelope,
  url: z.string(),
  count: z.number().int(),
  downCount: z.number().int(),
  upCount: z.number().int(),
  /** In the order in which they came. At most 1,000 are named; `count` counts all. */
  events: z.array(
    z.object({
      id: idView('dlv'),
      type: z.enum(['monitor.down', 'monitor.up', 'run.failed', 'run.stalled']),
      at: instant,
      reason: z.string(),
      monitor: z.object({ id: idView('mon'), name: z.string(), url: z.string() }),
      runId: idView('run').nullable(),
    }),
  ),
})

export const incidentClosedSchema = z.object({
  type: z.literal('incident.closed'),
  ...aboutMonitor,
  /** When the closed incident began. */
  since: instant,
  incident: eventIncidentSchema.nullable(),
})

export const channelFailingSchema = z.object({
  type: z.literal('channel.failing'),
  ...envelope,
  /** The failing channel; this notice came over another one. */
  channel: z.object({ id: idView('chn'), name: z.string(), kind: z.string(), url: z.string() }),
  /** Since when. */
  since: instant,
  /** Why the last try failed. */
  reason: z.string(),
})

export const testEventSchema = z.object({ type: z.literal('test'), ...envelope })

/** The body of an alert: what a webhook receives, and what every other kind of channel renders. */
export const alertEventSchema = z.discriminatedUnion('type', [
  monitorDownSchema,
  monitorUpSchema,
  runFailedSchema,
  runStalledSchema,
  outageNoticeSchema,
  digestSchema,
  incidentClosedSchema,
  channelFailingSchema,
  testEventSchema,
])

export type AlertEvent = z.infer<typeof alertEventSchema>
export type AlertEventType = AlertEvent['type']
export type MonitorDown = z.infer<typeof monitorDownSchema>
export type MonitorUp = z.infer<typeof monitorUpSchema>
export type RunFailed = z.infer<typeof runFailedSchema>
export type RunStalled = z.infer<typeof runStalledSchema>
export type OutageNotice = z.infer<typeof outageNoticeSchema>
export type Digest = z.infer<typeof digestSchema>
export type IncidentClosed = z.infer<typeof incidentClosedSchema>
export type ChannelFailing = z.infer<typeof channelFailingSchema>
export type TestEvent = z.infer<typeof testEventSchema>
export type MonitorEvent = MonitorDown | MonitorUp | RunFailed | RunStalled | IncidentClosed
