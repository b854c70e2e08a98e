import { z } from 'zod'
import { instant } from './fields'
import { idInput, idView } from './id-shapes'
import { pageOf, pageQueryBy } from './paging'

export const recordedBeatView = z
  .object({
    seq: z.int(),
    receivedAt: instant,
    signal: z.enum(['start', 'progress', 'success', 'fail', 'log']),
    runId: idView('run').nullable(),
    step: z.string().nullable(),
    shard: z.string().nullable(),
    message: z.string().nullable(),
    output: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()).nullable().meta({ description: 'All other fields of the beat.' }),
  })
  .meta({ id: 'Beat' })

export const recordedBeatList = pageOf(recordedBeatView).meta({ id: 'BeatList' })

export const listBeatsQuery = z.strictObject({
  monitorId: idInput('mon'),
  runId: idInput('run').optional(),
  ...pageQueryBy('number'),
})

export type RecordedBeatView = z.output<typeof recordedBeatView>
export type ListBeatsQuery = z.input<typeof listBeatsQuery>
