import { z } from 'zod'
import { id, instant, text } from './fields'
import { timeZone } from './time-zone'

const name = text('Name', { max: 100 })

const locale = text('Locale', { max: 35 })
  .refine(isLocale, { error: 'Locale must be a language tag, such as en or de-CH.' })
  .meta({ description: 'BCP 47 tag, such as `en` or `de-CH`: how dates are written in mails to people.' })

const settings = {
  name,
  timezone: timeZone,
  locale,
  defaultChannelId: id.nullable().meta({ description: 'Told by new monitors that name no channels. Null: none.' }),
  requireSecondFactor: z.boolean().meta({ description: 'Whether members must sign in with a second factor.' }),
}

export const createWorkspaceInput = z.strictObject({ name, timezone: timeZone.optional() })

/** What is not given stays as it is. */
export const updateWorkspaceInput = z.strictObject(settings).partial().meta({ id: 'UpdateWorkspace' })

export const workspaceView = z
  .object({
    id: z.string(),
    name: z.string(),
    timezone: z.string(),
    locale: z.string(),
    defaultChannelId: z.string().nullable(),
    requireSecondFactor: z.boolean(),
    deleteAfter: instant.nullable().meta({ description: 'When it is deleted for good. Null: it stays.' }),
    createdAt: instant,
  })
  .meta({ id: 'Workspace' })

export const workspaceRef = z.strictObject({ workspaceId: id })

/** Deleting asks for the name, so that nobody deletes the wrong one. */
export const deleteWorkspaceInput = z.strictObject({ name: z.string().max(200) })

/** How long a deleted workspace can be had back. */
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
