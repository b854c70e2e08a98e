import { newId } from '@/lib/base/ids'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { createMonitorInput } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { defaultChannels, requireChannels } from '../channels/require-channels'
import { inWorkspace, reachOf, requirePermission, type ServiceContext } from '../context'
import { sealHeartbeatKey } from '../keys/heartbeat-url'
import { requireRoom } from '../quotas/require-room'
import { viewMonitor } from './view-monitor'

/**
 * Makes a monitor with its main heartbeat key. It expects nothing before its first beat.
 * @throws AppError `read_only`, `forbidden`, `quota`, or `invalid` with the field.
 */
export async function createMonitor(ctx: ServiceContext, input: unknown): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.create', reachOf(ctx))
  const { channels, ...given } = parseInput(createMonitorInput, input)
  // A key for one family makes monitors of that family, also where it does not say so.
  const settings = { ...given, family: given.family ?? reachOf(ctx).family }
  requirePermission(ctx, 'monitor.create', settings)
  const { workspaceId, keyring, actor } = ctx
  const madeByKey = actor.kind === 'apiKey' ? actor.keyId : null
  const monitorId = newId('mon')
  const { hash, ciphertext } = sealHeartbeatKey(keyring, { workspaceId, monitorId })
  await inWorkspace(ctx, async (tx) => {
    await requireRoom(tx, workspaceId, { what: 'monitors' })
    const channelIds = channels ? await requireChannels(tx, ctx, channels) : await defaultChannels(tx, workspaceId)
    await tx.monitor.create({ data: { ...settings, workspaceId, id: monitorId, madeByKey } })
    await tx.monitorState.create({ data: { workspaceId, monitorId } })
    await tx.heartbeatKey.create({
      data: {
        id: newId('hbk'),
        workspaceId,
        monitorId,
        label: 'main',
        hash: new Uint8Array(hash),
        ciphertext: new Uint8Array(ciphertext),
      },
    })
    await tx.monitorChannel.createMany({ data: channelIds.map((channelId) => ({ workspaceId, monitorId, channelId })) })
    await recordAudit(tx, ctx, {
      action: 'monitor.created',
      target: { kind: 'monitor', id: monitorId, label: settings.name },
      after: { ...settings, channels: channelIds },
    })
  })
  return viewMonitor(ctx, monitorId)
}
