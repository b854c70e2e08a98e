import { newId } from '@/lib/base/ids'
import { type CreatedChannelView, createChannelInput } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { requireRoom } from '../quotas/require-room'
import { auditedChannel, channelTarget } from './audited-channel'
import { sealConfig } from './channel-url'
import { channelContext, newSigningSecret } from './new-signing-secret'
import { toChannelView } from './to-channel-view'

/**
 * Makes a channel. A webhook's signing secret is told here and never again.
 * @throws AppError `read_only`, `forbidden`, `quota`, or `invalid` with the field.
 */
export async function createChannel(ctx: ServiceContext, input: unknown): Promise<CreatedChannelView> {
  requirePermission(ctx, 'channel.edit')
  const { kind, name, config } = parseInput(createChannelInput, input)
  const { workspaceId, keyring } = ctx
  const id = newId('chn')
  const secret = kind === 'webhook' ? newSigningSecret() : null
  const ciphertext = secret === null ? null : new Uint8Array(keyring.encrypt(secret, channelContext(workspaceId, id)))
  const target = sealConfig(keyring, { workspaceId, channelId: id }, config)
  return inWorkspace(ctx, async (tx) => {
    await requireRoom(tx, workspaceId, { what: 'channels' })
    const channel = await tx.channel.create({ data: { workspaceId, id, kind, name, ciphertext, ...target } })
    await recordAudit(tx, ctx, {
      action: 'channel.created',
      target: channelTarget(channel),
      after: auditedChannel(channel),
    })
    return { ...toChannelView(ctx, channel), ...(secret && { secret }) }
  })
}
