import { z } from 'zod'
import { searched } from './fields'
import { createHeartbeatKeyInput } from './heartbeat-keys'
import { idInput } from './id-shapes'
import { newSettingInputs, settingInputs } from './monitor-setting-shapes'
import { MONITOR_SETTINGS } from './monitor-settings'
import { pageQueryBy } from './paging'

/** How long a deleted monitor's rows stay. Until then its keys answer 410. */
export const DELETED_MONITOR_DAYS = 7

const { channels, ...newSettings } = newSettingInputs

export const createMonitorInput = z
  .strictObject({
    ...newSettings,
    keys: z.array(createHeartbeatKeyInput).max(50).default([]).meta({ description: 'Purpose keys to make with it.' }),
    channels: channels.optional().meta({
      description:
        'Ids of the channels that alerts go to. Left out: the default channel of the workspace, if there is one.',
    }),
  })
  .meta({ id: 'CreateMonitor' })

/** What is not given stays as it is; null takes a limit off. */
export const updateMonitorInput = z.strictObject(settingInputs).partial().meta({ id: 'UpdateMonitor' })

export const updateMonitorVerb = updateMonitorInput.extend({ monitorId: idInput('mon') })

export const monitorStatus = z.enum(['new', 'up', 'down', 'paused'])
export const shownStatus = z.enum(['new', 'up', 'down', 'paused', 'late', 'running'])

/** What a list can be asked for: the status as shown, or what its newest run is in. */
export const monitorFilter = z.enum([...shownStatus.options, 'stalled', 'silent', 'partial'])

/** As many tags as a monitor can have are as many as can be asked for. */
export const MOST_TAGS = MONITOR_SETTINGS.tags.most

export const listMonitorsQuery = z.strictObject({
  query: searched(200).trim().optional().meta({ description: 'Part of the name or the family, or a whole id.' }),
  status: z.string().pipe(monitorFilter).optional().meta({
    description: 'As shown: `late` and `running` as well; or `stalled`, `silent`, `partial`, of the newest run.',
  }),
  family: searched(100).optional(),
  tag: z.array(searched(100).trim()).max(MOST_TAGS).optional().meta({
    description: 'A tag that they have. May be given more than once: then they have all of them.',
  }),
  order: z
    .string()
    .pipe(z.enum(['created', 'attention']))
    .optional()
    .meta({
      description: '`created` (the default): oldest first; `attention`: down first, then silent, stalled, late.',
    }),
  ...pageQueryBy('mon or ranked'),
})

export const monitorRef = z.strictObject({ monitorId: idInput('mon') })

export type MonitorFilterName = z.output<typeof monitorFilter>
export type CreateMonitorInput = z.input<typeof createMonitorInput>
export type UpdateMonitorInput = z.input<typeof updateMonitorInput>
export type ListMonitorsQuery = z.input<typeof listMonitorsQuery>
export type MonitorRef = z.input<typeof monitorRef>
