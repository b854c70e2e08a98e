import { newId } from '@/lib/base/ids'
import { type CreatedChannelView, createChannelInput } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { requireKind } from '@/lib/notify/kind-of'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { requireQuota } from '../quotas/require-quota'
import { auditedChannel, channelTarget } from './audited-channel'
import { encryptConfig } from './channel-config'
import { channelContext, newSigningSecret } from './new-signing-secret'
import { requireSendable } from './require-sendable'
import { toChannelView } from './to-channel-view'

/**
 * Creates a channel; the first one of a workspace becomes its default. The result is the only place
 * where a signing secret is ever shown.
 * @throws AppError `read_only`, `forbidden`, `quota`, or `invalid` with the field.
 */
export async function createChannel(ctx: ServiceContext, input: unknown): Promise<CreatedChannelView> {
  requirePermission(ctx, 'channel.edit')
  const { kind, name, config } = parseInput(createChannelInput, input)
  await requireSendable(kind, config, ctx.settings)
  const { workspaceId, keyring } = ctx
  const id = newId()
  const secret = requireKind(kind).hasSigningSecret ? newSigningSecret() : null
  const ciphertext = secret === null ? null : new Uint8Array(keyring.encrypt(secret, channelContext(workspaceId, id)))
  const target = encryptConfig(keyring, { workspaceId, channelId: id, kind }, config)
  return inWorkspace(ctx, async (tx) => {
    await requireQuota(tx, ctx, { what: 'channels' })
    const channel = await tx.channel.create({ data: { workspaceId, id, kind, name, ciphertext, ...target } })
    // New monitors use the first channel until a person chooses another default.
    await tx.workspace.updateMany({
      where: { id: workspaceId, defaultChannelId: null },
      data: { defaultChannelId: id },
    })
    await recordAudit(tx, ctx, {
      action: 'channel.created',
      target: channelTarget(channel),
      after: auditedChannel(channel),
    })
    return { ...toChannelView(ctx, channel), ...(secret && { secret }) }
  })
}
