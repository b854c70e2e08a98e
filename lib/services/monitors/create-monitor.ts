import { newId } from '@/lib/base/ids'
import { toPublicId } from '@/lib/contract/ids'
import type { MonitorView } from '@/lib/contract/monitor-view'
import { createMonitorInput } from '@/lib/contract/monitors'
import { parseInput } from '@/lib/contract/parse-input'
import { type MonitorConfig, stateAtCreation } from '@/lib/core'
import { readDatabaseTime } from '@/lib/db/queries/read-database-time'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import { recordAudit } from '../audit/record-audit'
import { defaultChannels, requireChannels } from '../channels/require-channels'
import { familyScope, inWorkspace, requirePermission, type ServiceContext } from '../context'
import { encryptHeartbeatKey } from '../keys/heartbeat-url'
import { requireQuota } from '../quotas/require-quota'
import { requireConsistent } from './require-consistent'
import { viewMonitor } from './view-monitor'

/**
 * Creates a monitor with its main heartbeat key and the given purpose keys. It expects nothing
 * before its first beat, unless it should expect a finish from now on.
 * @throws AppError `read_only`, `forbidden`, `quota`, or `invalid` with the field.
 */
export async function createMonitor(ctx: ServiceContext, input: unknown): Promise<MonitorView> {
  requirePermission(ctx, 'monitor.create', familyScope(ctx))
  const { channels, keys, ...given } = parseInput(createMonitorInput, input)
  // A key for one family creates monitors of that family, even if the input names none.
  const settings = { ...given, family: given.family ?? familyScope(ctx).family }
  requirePermission(ctx, 'monitor.create', settings)
  requireConsistent(settings)
  const { workspaceId, keyring, actor } = ctx
  const madeByKey = actor.kind === 'apiKey' ? actor.keyId : null
  const monitorId = newId()
  const main = { label: 'main', signal: null, step: null }
  const keyRows = [main, ...keys].map((key) => {
    const { hash, ciphertext } = encryptHeartbeatKey(keyring, { workspaceId, monitorId })
    const secrets = { hash: new Uint8Array(hash), ciphertext: new Uint8Array(ciphertext) }
    return { ...key, id: newId(), workspaceId, monitorId, ...secrets }
  })
  await inWorkspace(ctx, async (tx) => {
    await requireQuota(tx, ctx, { what: 'monitors' })
    const channelIds = channels ? await requireChannels(tx, ctx, channels) : await defaultChannels(tx, workspaceId)
    await tx.monitor.create({ data: { ...settings, workspaceId, id: monitorId, madeByKey } })
    await tx.monitorState.create({ data: { workspaceId, monitorId, ...(await expectation(tx, settings)) } })
    await tx.heartbeatKey.createMany({ data: keyRows })
    await tx.monitorChannel.createMany({ data: channelIds.map((channelId) => ({ workspaceId, monitorId, channelId })) })
    await recordAudit(tx, ctx, {
      action: 'monitor.created',
      target: { kind: 'monitor', id: monitorId, label: settings.name },
      after: {
        ...settings,
        channels: channelIds.map((id) => toPublicId('chn', id)),
        ...(keys.length > 0 ? { keys } : {}),
      },
    })
  })
  return viewMonitor(ctx, monitorId)
}

/** What the monitor expects from the start, by the database's clock. */
async function expectation(tx: WorkspaceTx, settings: MonitorConfig) {
  if (!settings.expectFromCreation) return {}
  const { expectedAt, attentionAt } = stateAtCreation(settings, (await readDatabaseTime(tx)).getTime())
  const at = (instant: number | null) => (instant === null ? null : new Date(instant))
  return { expectedAt: at(expectedAt), attentionAt: at(attentionAt) }
}
