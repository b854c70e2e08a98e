import { toPublicId } from '@/lib/contract/ids'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { updateMonitorVerb } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { applyEdit, type MonitorConfig } from '@/lib/core'
import { replaceMonitorChannels, saveMonitorSettings } from '@/lib/db/queries/change-monitor'
import { loadMonitorRows } from '@/lib/db/queries/monitor-rows'
import { changes } from '../audit/changes'
import { recordAudit } from '../audit/record-audit'
import { requireChannels, unknownChannel } from '../channels/require-channels'
import { familyScope, inWorkspace, requirePermission, requireReauthentication, type ServiceContext } from '../context'
import { decideOnMonitor } from './decide-on-monitor'
import { requireConsistent } from './require-consistent'
import { showSettings } from './show-settings'
import { viewMonitor } from './view-monitor'

/**
 * Changes the given settings. New limits apply from now on; nothing becomes due for a time before
 * the edit.
 * @throws AppError `read_only`, `forbidden`, `proof_needed` if beats are accepted from more places,
 * `not_found`, or `invalid` with the field.
 */
export async function updateMonitor(ctx: ServiceContext, input: unknown): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.edit', familyScope(ctx))
  const { monitorId, channels, ...settings } = parseInput(updateMonitorVerb, input)
  const key = { workspaceId: ctx.workspaceId, monitorId }
  const attached = channels ? await inWorkspace(ctx, (tx) => requireChannels(tx, ctx, channels)) : []
  await decideOnMonitor(ctx, monitorId, async ({ client, snapshot, config, now }) => {
    const settled = async () => (await loadMonitorRows(client, ctx.workspaceId, { monitorId, limit: 1 }))[0]
    const before = await settled()
    const changed = changedConfig(config, settings)
    requireConsistent(changed)
    if (settings.family !== undefined) requirePermission(ctx, 'monitor.edit', { family: settings.family })
    if (before && opensMonitor(before, settings)) requireReauthentication(ctx)
    await saveMonitorSettings(client, key, settings)
    if (channels) {
      const [unknown] = await replaceMonitorChannels(client, key, attached)
      if (unknown !== undefined) throw unknownChannel(toPublicId('chn', unknown))
    }
    const after = await settled()
    if (before && after) {
      await recordAudit(client, ctx, {
        action: 'monitor.edited',
        target: { kind: 'monitor', id: monitorId, label: after.name },
        ...changes(showSettings(before), showSettings(after)),
      })
    }
    return applyEdit(snapshot, changed, now)
  })
  return viewMonitor(ctx, monitorId)
}

function changedConfig(config: MonitorConfig, settings: Partial<MonitorConfig>): MonitorConfig {
  const changed: Record<string, unknown> = { ...config }
  for (const field of Object.keys(config)) {
    const value = settings[field as keyof MonitorConfig]
    if (value !== undefined) changed[field] = value
  }
  return changed as unknown as MonitorConfig
}

/** Whether beats will be accepted that were refused before: by GET, or from other addresses. */
function opensMonitor(
  before: { postOnly: boolean; allowedAddresses: string[] },
  { postOnly, allowedAddresses: after }: { postOnly?: boolean; allowedAddresses?: string[] },
): boolean {
  if (before.postOnly && postOnly === false) return true
  if (!after || before.allowedAddresses.length === 0) return false
  return after.length === 0 || after.some((range) => !before.allowedAddresses.includes(range))
}
