import { z } from 'zod'
import { idView } from './id-shapes'

const instant = z.iso.datetime()
const seconds = z.number().int()

/** The schedule as the owner wrote it. */
export const eventScheduleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('interval'), seconds }),
  z.object({ type: z.literal('cron'), expression: z.string(), timezone: z.string() }),
  z.object({ type: z.literal('oncalendar'), expression: z.string(), timezone: z.string() }),
  z.object({ type: z.literal('none') }),
])

export const eventWorkspaceSchema = z.object({ id: idView('wsp'), name: z.string(), timezone: z.string() })

/** `url` is the monitor's page; `status` is the status in the event. */
export const eventMonitorSchema = z.object({
  id: idView('mon'),
  name: z.string(),
  family: z.string().nullable(),
  url: z.string(),
  runbook: z.string().nullable(),
  status: z.enum(['new', 'up', 'down', 'paused']),
  schedule: eventScheduleSchema,
  graceSeconds: seconds,
  expectedAt: instant.nullable(),
  lastBeatAt: instant.nullable(),
  lastSuccessAt: instant.nullable(),
})

export const eventStepSchema = z.object({
  step: z.string(),
  state: z.enum(['running', 'succeeded', 'partial', 'failed']),
  startedAt: instant,
  endedAt: instant.nullable(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  unit: z.string().nullable(),
  message: z.string().nullable(),
  checkpoint: z.string().nullable(),
  shardsExpected: z.number().int().nullable(),
  shardsSucceeded: z.number().int(),
  shardsFailed: z.number().int(),
})

/**
 * `done` and `total` are its own, else the sums of its parts; `doneLastHour` is a count, `perHour` a rate. A run that
 * does not advance has neither a rate nor an end. `step` is the last step of the run, `openShards` how many shards
 * there (without steps: of the run) are open, null if unknown; `output` the end of the last output of the job.
 */
export const eventRunSchema = z.object({
  id: idView('run'),
  number: z.number().int(),
  key: z.string().nullable(),
  attempt: z.number().int(),
  state: z.enum(['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged']),
  url: z.string(),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  lastBeatAt: instant,
  done: z.number().nullable(),
  total: z.number().nullable(),
  unit: z.string().nullable(),
  fraction: z.number().nullable(),
  doneLastHour: z.number().nullable(),
  perHour: z.number().nullable(),
  endsAt: instant.nullable(),
  message: z.string().nullable(),
  host: z.string().nullable(),
  logUrl: z.string().nullable(),
  step: z.string().nullable(),
  openShards: z.number().int().nullable(),
  steps: z.array(eventStepSchema),
  output: z.string().nullable(),
  outputTruncated: z.boolean(),
})

/** A time in which Lubdub was deaf. */
export const eventAwaySchema = z.object({ from: instant, to: instant })

/** From the flip to down until the flip to up. */
export const eventIncidentSchema = z.object({
  id: idView('inc'),
  openedAt: instant,
  closedAt: instant.nullable(),
  reason: z.string(),
})

export type EventSchedule = z.infer<typeof eventScheduleSchema>
export type EventMonitor = z.infer<typeof eventMonitorSchema>
export type EventStep = z.infer<typeof eventStepSchema>
export type EventRun = z.infer<typeof eventRunSchema>
