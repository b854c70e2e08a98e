import { z } from 'zod'
import { id, instant } from './fields'
import { awayView, inDoubtView } from './outages'
import { MAX_PAGE, pageOf, pageQueryBy } from './paging'

export const runState = z.enum(['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged'])
export const shownRunState = z.enum([...runState.options, 'stalled', 'silent'])
/** `ended`: its own end was not told; it ended with its run. */
export const partState = z.enum(['running', 'succeeded', 'partial', 'failed', 'ended'])
/** What is open shares the silence or stall of its run; `died`: its run failed, timed out or was lost while it was open. */
export const shownPartState = z.enum([...partState.options, 'stalled', 'silent', 'died'])

const number = z.number().nullable()

const progress = {
  done: number.meta({ description: 'As told, else the sum of its parts; a part that succeeded counts as its total.' }),
  total: number.meta({ description: 'As told, else the sum of its parts, if each that is expected has one.' }),
  unit: z.string().nullable(),
  fraction: number.meta({
    description: 'Between 0 and 1: `done` of `total`, else shards that succeeded of those expected; null: unknown.',
  }),
  perHour: number.meta({
    description: '`done` per hour, a rate. Null: unknown, or what does not advance: silent, stalled, failed, lost.',
  }),
  endsAt: instant.nullable().meta({
    description:
      'When it will end, by its pace, a run also by earlier runs. An estimate; null where `perHour` would be.',
  }),
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
    doneLastHour: number.meta({ description: 'How much of `done` is of the last hour: a count. Null: unknown.' }),
    message: z.string().nullable(),
    away: awayView,
    inDoubt: inDoubtView.meta({ description: 'Its end may have gone unheard; null once it is heard of again.' }),
  })
  .meta({ id: 'RunSummary' })

const part = {
  state: partState,
  shown: shownPartState,
  startedAt: instant,
  endedAt: instant.nullable(),
  durationSeconds: z.number(),
  ...progress,
  lastBeatAt: instant,
  message: z.string().nullable(),
  checkpoint: z.string().nullable(),
}

export const shardView = z.object({ shard: z.string(), ...part }).meta({ id: 'Shard' })

export const stepView = z
  .object({
    step: z.string(),
    position: z.int(),
    implied: z.boolean().meta({ description: 'Whether it ended because a later declared step was heard.' }),
    ...part,
    shardsExpected: z.int().nullable(),
    shards: z.array(shardView),
  })
  .meta({ id: 'Step' })

export const partView = z
  .object({
    step: z.string().nullable().meta({ description: 'Null: a shard of the run itself.' }),
    shard: z.string().nullable().meta({ description: 'Null: the step as a whole.' }),
    ...part,
    shardsExpected: z.int().nullable(),
  })
  .meta({ id: 'Part' })

/** Parts that a run is shown with; the others are asked for. */
export const PARTS_WITH_RUN = MAX_PAGE

export const runView = runSummary
  .extend({
    attempts: z.int().meta({ description: 'The highest attempt of its key.' }),
    medianSeconds: number.meta({ description: 'Of the last 30 runs that succeeded.' }),
    detail: z.record(z.string(), z.unknown()).nullable(),
    shardsExpected: z.int().nullable(),
    output: z.string().nullable().meta({ description: 'The last output that its beats carried.' }),
    outputTruncated: z.boolean(),
    steps: z.array(stepView).meta({ description: `Its steps and their shards, of the first ${PARTS_WITH_RUN} parts.` }),
    expectedSteps: z
      .array(z.string())
      .meta({ description: 'Declared steps that have not begun, in order. Empty once the run has ended.' }),
    shards: z.array(shardView).meta({ description: `Shards of the run itself, of the first ${PARTS_WITH_RUN} parts.` }),
    partsTotal: z.int().meta({ description: 'Steps and shards in all.' }),
    partsCursor: z.string().nullable().meta({ description: 'For the next parts, at `/parts`. Null: all are here.' }),
    partsDropped: z.int().meta({ description: 'Calls about steps and shards beyond the number that a run may have.' }),
    version: z.string().meta({ description: 'Changes whenever the run may have changed.' }),
  })
  .meta({ id: 'Run' })

export const runList = pageOf(runSummary).meta({ id: 'RunList' })

export const partList = pageOf(partView).meta({ id: 'PartList' })

export const listRunsQuery = z.strictObject({ monitorId: id, ...pageQueryBy('number') })
export const runRef = z.strictObject({ runId: id })
export const listPartsQuery = z.strictObject({
  runId: id,
  state: partState.exclude(['ended']).optional().meta({ description: 'Only parts in this state, as it was told.' }),
  ...pageQueryBy('number'),
})

export type RunState = z.output<typeof runState>
export type ShownRunState = z.output<typeof shownRunState>
export type ShownPartState = z.output<typeof shownPartState>
export type PartState = z.output<typeof partState>
export type RunSummary = z.output<typeof runSummary>
export type RunView = z.output<typeof runView>
export type StepView = z.output<typeof stepView>
export type ShardView = z.output<typeof shardView>
export type PartView = z.output<typeof partView>
export type ListPartsQuery = z.input<typeof listPartsQuery>
export type ListRunsQuery = z.input<typeof listRunsQuery>
