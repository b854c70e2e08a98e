import { z } from 'zod'
import { instant } from './fields'
import { idInput, idView } from './id-shapes'
import { awayView, inDoubtView } from './outages'
import { MAX_PAGE, pageOf, pageQueryBy } from './paging'

export const runState = z.enum(['running', 'succeeded', 'partial', 'failed', 'timed_out', 'lost', 'unjudged'])
export const shownRunState = z.enum([...runState.options, 'stalled', 'silent'])
/** `ended`: it had no end beat; it ended with its run. */
export const partState = z.enum(['running', 'succeeded', 'partial', 'failed', 'ended'])
/**
 * An open part has the silence or stall of its run; `died`: its run failed, timed out or was lost while the part was
 * open.
 */
export const shownPartState = z.enum([...partState.options, 'stalled', 'silent', 'died'])

const number = z.number().nullable()

const progress = {
  done: number.meta({
    description: 'Its own number, else the sum of its parts; a part that succeeded counts as its total.',
  }),
  total: number.meta({ description: 'Its own number, else the sum of its parts, if each expected part has one.' }),
  unit: z.string().nullable(),
  fraction: number.meta({
    description: 'Between 0 and 1: `done` of `total`, else the succeeded of the expected shards; null: unknown.',
  }),
  perHour: number.meta({
    description: '`done` per hour, a rate. Null: unknown, or it does not advance: silent, stalled, failed, lost.',
  }),
  endsAt: instant.nullable().meta({
    description: 'The estimated end, by its rate, for a run also by earlier runs. Null when `perHour` is null.',
  }),
}

export const runSummary = z
  .object({
    id: idView('run'),
    number: z.int().meta({ description: 'Counts the monitor’s runs from 1.' }),
    monitorId: idView('mon'),
    monitorName: z.string(),
    key: z.string().nullable().meta({ description: 'Null: anonymous.' }),
    attempt: z.int(),
    state: runState,
    shown: shownRunState,
    reason: z.string().nullable(),
    startedAt: instant.nullable().meta({ description: 'Null: no start beat came.' }),
    endedAt: instant.nullable(),
    durationSeconds: number.meta({ description: 'Up to its end, or up to now while it is open.' }),
    lastBeatAt: instant,
    deadlineAt: instant.nullable(),
    ...progress,
    doneLastHour: number.meta({ description: 'How much was done in the last hour: a count. Null: unknown.' }),
    message: z.string().nullable(),
    away: awayView,
    inDoubt: inDoubtView.meta({ description: 'Its end may be lost; null after its next beat.' }),
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
    implied: z.boolean().meta({ description: 'Whether it ended because a beat of a later declared step came.' }),
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

/** Parts that are shown with a run; the others need another request. */
export const PARTS_WITH_RUN = MAX_PAGE

export const runView = runSummary
  .extend({
    attempts: z.int().meta({ description: 'The highest attempt of its key.' }),
    medianSeconds: number.meta({ description: 'The median of the last 30 runs that succeeded.' }),
    detail: z.record(z.string(), z.unknown()).nullable(),
    shardsExpected: z.int().nullable(),
    output: z.string().nullable().meta({ description: 'The last output in its beats.' }),
    outputTruncated: z.boolean(),
    steps: z.array(stepView).meta({ description: `Its steps and their shards, of the first ${PARTS_WITH_RUN} parts.` }),
    expectedSteps: z
      .array(z.string())
      .meta({ description: 'Declared steps that have not started, in order. Empty once the run has ended.' }),
    shards: z.array(shardView).meta({ description: `Shards of the run itself, of the first ${PARTS_WITH_RUN} parts.` }),
    partsTotal: z.int().meta({ description: 'The number of all steps and shards.' }),
    partsCursor: z
      .string()
      .nullable()
      .meta({ description: 'For the next parts, at `/parts`. Null: there are no more.' }),
    partsDropped: z.int().meta({ description: 'Calls about steps and shards above the limit of a run.' }),
    version: z.string().meta({ description: 'Changes whenever the run may have changed.' }),
  })
  .meta({ id: 'Run' })

export const runList = pageOf(runSummary).meta({ id: 'RunList' })

export const partList = pageOf(partView).meta({ id: 'PartList' })

export const listRunsQuery = z.strictObject({ monitorId: idInput('mon'), ...pageQueryBy('number') })
export const runRef = z.strictObject({ runId: idInput('run') })
export const listPartsQuery = z.strictObject({
  runId: idInput('run'),
  state: partState.exclude(['ended']).optional().meta({ description: 'Only parts in this stored state.' }),
  ...pageQueryBy('number'),
})

export type PartState = z.output<typeof partState>
export type RunSummary = z.output<typeof runSummary>
export type RunView = z.output<typeof runView>
export type StepView = z.output<typeof stepView>
export type ShardView = z.output<typeof shardView>
export type PartView = z.output<typeof partView>
export type ListPartsQuery = z.input<typeof listPartsQuery>
export type ListRunsQuery = z.input<typeof listRunsQuery>
