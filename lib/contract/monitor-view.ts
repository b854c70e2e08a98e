import { z } from 'zod'
import { instant } from './fields'
import { heartbeatKeyView } from './heartbeat-keys'
import { idView } from './id-shapes'
import { settingViews } from './monitor-setting-shapes'
import { monitorStatus, shownStatus } from './monitors'
import { awayView, inDoubtView } from './outages'
import { pageOf } from './paging'
import { runSummary } from './runs'

export const monitorView = z
  .object({
    id: idView('mon'),
    ...settingViews,
    heartbeatUrl: z.string().meta({
      description:
        'The main key as a URL. Empty for callers who may only read. A secret: everybody who has it can send beats.',
    }),
    keys: z.array(heartbeatKeyView),
    status: monitorStatus,
    shown: shownStatus,
    since: instant.meta({ description: 'Since when it has had this status.' }),
    expectedAt: instant.nullable().meta({ description: 'The occurrence that the next finish is for.' }),
    deadlineAt: instant.nullable().meta({ description: 'At which continued silence is a failure.' }),
    lastBeatAt: instant.nullable(),
    lastSuccessAt: instant.nullable(),
    seq: z.int().meta({ description: 'How many beats were accepted.' }),
    openRuns: z.int(),
    runsDropped: z.int().meta({
      description: 'Calls today for which no run was made, since too many had begun.',
    }),
    downReason: z.string().nullable(),
    downPart: z
      .string()
      .nullable()
      .meta({ description: 'The `step`, `step/shard` or `/shard` that the reason is about.' }),
    downMessage: z.string().nullable().meta({ description: 'What the run or its part said of the failure.' }),
    downAway: awayView,
    inDoubt: inDoubtView.meta({ description: 'The expected finish may have gone unheard in an outage.' }),
    checkError: z.string().nullable().meta({ description: 'Why the checker could not judge it.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Monitor' })

export const monitorListEntry = monitorView
  .extend({ latestRun: runSummary.nullable() })
  .meta({ id: 'MonitorListEntry' })

export const monitorList = pageOf(monitorListEntry).meta({ id: 'MonitorList' })

export type MonitorView = z.output<typeof monitorView>
export type MonitorListEntry = z.output<typeof monitorListEntry>
