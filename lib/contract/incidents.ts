import { z } from 'zod'
import { instant } from './fields'
import { idInput, idView } from './id-shapes'
import { awayView } from './outages'
import { pageOf, pageQueryBy } from './paging'

export const incidentView = z
  .object({
    id: idView('inc'),
    monitorId: idView('mon'),
    monitorName: z.string(),
    runbook: z.string().nullable().meta({ description: 'The runbook of its monitor.' }),
    openedAt: instant,
    closedAt: instant.nullable().meta({ description: 'Null: it is still open.' }),
    durationSeconds: z.number(),
    reason: z.string(),
    runId: idView('run').nullable(),
    runNumber: z.int().nullable(),
    part: z.string().nullable().meta({ description: 'The step or `step/shard` of the failure.' }),
    message: z.string().nullable().meta({ description: 'The message of the run or its part about the failure.' }),
    away: awayView,
  })
  .meta({ id: 'Incident' })

export const incidentList = pageOf(incidentView).meta({ id: 'IncidentList' })

export const listIncidentsQuery = z.strictObject({
  monitorId: idInput('mon').optional(),
  open: z
    .union([z.boolean(), z.string()])
    .transform(String)
    .pipe(z.enum(['true', 'false']))
    .transform((value) => value === 'true')
    .optional()
    .meta({ type: 'boolean', description: 'Only open incidents, or only closed ones.' }),
  ...pageQueryBy('inc'),
})

export type IncidentView = z.output<typeof incidentView>
export type ListIncidentsQuery = z.input<typeof listIncidentsQuery>
