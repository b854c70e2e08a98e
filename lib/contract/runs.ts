import { z } from 'zod'
import { id, instant } from './fields'
import { awayView, inDoubtView } from './outages'
import { pageOf, pageQuery } from './paging'

export const runState = z.enum(['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged'])
export const shownRunState = z.enum([...runState.options, 'stalled', 'silent'])
/** `ended`: its own end was not told; it ended with its run. */
export const partState = z.enum(['running', 'succeeded', 'partial', 'failed', 'ended'])

const number = z.number().nullable()

const progress = {
  done: number,
  total: number,
  unit: z.string().nullable(),
}

export const runSummary = z
  .object({
    id: z.string(),
    number: z.int().meta({ description: 'Counts the monitor’s runs from 1.' }),
    monitorId: z.string(),
    monitorName: z.string(),
    key: z.string().nullable().meta({ description: 'Null: anonymous.' }),
    attempt: z.int(),
    state: runState,
    shown: shownRunState,
    reason: z.string().nullable(),
    startedAt: instant.nullable().meta({ description: 'Null: its start was never heard.' }),
    endedAt: instant.nullable(),
    durationSeconds: number.meta({ description: 'Up to its end, or up to now while it is open.' }),
    lastBeatAt: instant,
    deadlineAt: instant.nullable(),
    ...progress,
    fraction: number.meta({ description: 'Between 0 and 1; null where nothing tells.' }),
    message: z.string().nullable(),
    away: awayView,
    inDoubt: inDoubtView.meta({ description: 'Its end may have gone unheard; null once it is heard of again.' }),
  })
  .meta({ id: 'RunSummary' })

const part = {
  state: partState,
  startedAt: instant,
  endedAt: instant.nullable(),
  durationSeconds: z.number(),
  ...progress,
  fraction: number,
  perHour: number.meta({ description: '`done` per hour since its start.' }),
  lastBeatAt: instant,
  message: z.string().nullable(),
  checkpoint: z.string().nullable(),
}

export const shardView = z.object({ shard: z.string(), ...part }).meta({ id: 'Shard' })

export const stepView = z
  .object({
    step: z.string(),
    position: z.int(),
    ...part,
    shardsExpected: z.int().nullable(),
    shards: z.array(shardView),
  })
  .meta({ id: 'Step' })

export const runView = runSummary
  .extend({
    attempts: z.int().meta({ description: 'The highest attempt of its key.' }),
    perHour: number,
    endsAt: instant.nullable().meta({ description: 'When it will end, by its pace or by earlier runs. An estimate.' }),
    medianSeconds: number.meta({ description: 'Of the last 30 runs that succeeded.' }),
    detail: z.record(z.string(), z.unknown()).nullable(),
    shardsExpected: z.int().nullable(),
    output: z.string().nullable().meta({ description: 'The last output that its beats carried.' }),
    outputTruncated: z.boolean(),
    steps: z.array(stepView),
    shards: z.array(shardView).meta({ description: 'Shards of the run itself.' }),
    version: z.string().meta({ description: 'Changes whenever the run may have changed.' }),
  })
  .meta({ id: 'Run' })

export const runList = pageOf(runSummary).meta({ id: 'RunList' })

export const listRunsQuery = z.strictObject({ monitorId: id, ...pageQuery })
export const runRef = z.strictObject({ runId: id })

export type RunState = z.output<typeof runState>
export type ShownRunState = z.output<typeof shownRunState>
export type PartState = z.output<typeof partState>
export type RunSummary = z.output<typeof runSummary>
export type RunView = z.output<typeof runView>
export type StepView = z.output<typeof stepView>
export type ShardView = z.output<typeof shardView>
export type ListRunsQuery = z.input<typeof listRunsQuery>
