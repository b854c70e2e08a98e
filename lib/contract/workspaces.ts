import { z } from 'zod'
import { parseSchedule } from '@/lib/core/schedule'
import { instant, text } from './fields'
import { idInput, idView } from './id-shapes'

const name = text('Name', { max: 100 })

/** An IANA time zone that is known here. */
const timeZone = text('Time zone', { max: 60 })
  .refine(isZone, { error: 'Time zone must be an IANA name, such as Europe/Berlin.' })
  .meta({ description: 'IANA name, such as `Europe/Berlin`.' })

const locale = text('Locale', { max: 35 })
  .refine(isLocale, { error: 'Locale must be a language tag, such as en or de-CH.' })
  .meta({ description: 'BCP 47 tag, such as `en` or `de-CH`: how dates are written in mails to people.' })

const settings = {
  name,
  timezone: timeZone,
  locale,
  defaultChannelId: idInput('chn')
    .nullable()
    .meta({ description: 'The channel of new monitors that name no channels. Null: none.' }),
  requireSecondFactor: z.boolean().meta({ description: 'Whether members must sign in with a second factor.' }),
}

export const createWorkspaceInput = z.strictObject({ name, timezone: timeZone.optional() })

/** Fields that are not given stay unchanged. */
export const updateWorkspaceInput = z.strictObject(settings).partial().meta({ id: 'UpdateWorkspace' })

export const workspaceView = z
  .object({
    id: idView('wsp'),
    name: z.string(),
    timezone: z.string(),
    locale: z.string(),
    defaultChannelId: idView('chn').nullable(),
    requireSecondFactor: z.boolean(),
    deleteAfter: instant.nullable().meta({ description: 'When its data is deleted. Null: it is not deleted.' }),
    createdAt: instant,
  })
  .meta({ id: 'Workspace' })

export const workspaceRef = z.strictObject({ workspaceId: idInput('wsp') })

/** Deletion needs the name, so that nobody deletes the wrong workspace. */
export const deleteWorkspaceInput = z.strictObject({ name: z.string().max(200) })

/** How long the deletion of a workspace can be undone. */
export const UNDO_DAYS = 7

export type CreateWorkspaceInput = z.input<typeof createWorkspaceInput>
export type UpdateWorkspaceInput = z.input<typeof updateWorkspaceInput>
export type WorkspaceView = z.output<typeof workspaceView>

function isLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}

function isZone(timezone: string): boolean {
  try {
    parseSchedule({ type: 'cron', expression: '* * * * *', timezone })
    return true
  } catch {
    return false
  }
}
