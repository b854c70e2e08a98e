import { toPublicId, toPublicIdOrNull } from '@/lib/contract/ids'
import type { WorkspaceView } from '@/lib/contract/workspaces'
import { iso, isoOrNull } from '../instants'

interface WorkspaceRow {
  id: string
  name: string
  timezone: string
  locale: string
  defaultChannelId: string | null
  requireSecondFactor: boolean
  deleteAfter: Date | null
  createdAt: Date
}

export function toWorkspaceView(row: WorkspaceRow): WorkspaceView {
  const { id, name, timezone, locale, defaultChannelId, requireSecondFactor, deleteAfter, createdAt } = row
  const at = { deleteAfter: isoOrNull(deleteAfter), createdAt: iso(createdAt) }
  return {
    id: toPublicId('wsp', id),
    defaultChannelId: toPublicIdOrNull('chn', defaultChannelId),
    name,
    timezone,
    locale,
    requireSecondFactor,
    ...at,
  }
}
