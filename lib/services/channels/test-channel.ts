import { notFound } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { channelRef } from '@/lib/contract/channels'
import { type PublicId, toPublicId } from '@/lib/contract/ids'
import { parseInput } from '@/lib/contract/parse-input'
import { holdChannel } from '@/lib/db/queries/locks'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { openConfigOrNull } from './channel-config'
import { requireSendable } from './require-sendable'

/**
 * Queues a test message for the channel. The sender handles it like any other delivery.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` at a field of `config`
 * when the sender would not send to it.
 */
export async function testChannel(
  ctx: ServiceContext,
  input: { channelId: string },
): Promise<{ deliveryId: PublicId<'dlv'> }> {
  requirePermission(ctx, 'channel.test')
  const { channelId } = parseInput(channelRef, input)
  const { workspaceId, now } = ctx
  const id = newId()
  await requireSendableNow(ctx, channelId)
  await inWorkspace(ctx, async (tx) => {
    // Locked until the delivery is stored: a deletion of the channel waits, and then deletes the delivery too.
    const channel = await holdChannel(tx, { workspaceId, channelId })
    if (!channel) throw notFound('channel')
    const event = { at: now.toISOString(), reason: 'test', part: null }
    await tx.delivery.create({ data: { workspaceId, id, channelId, type: 'test', eventKey: `test:${id}`, event } })
    await recordAudit(tx, ctx, {
      action: 'channel.tested',
      target: { kind: 'channel', id: channelId, label: channel.name },
    })
  })
  return { deliveryId: toPublicId('dlv', id) }
}

/**
 * Checks the config again: the setting of the installation, or the address of a host, may have
 * changed since it was saved.
 */
async function requireSendableNow(ctx: ServiceContext, id: string): Promise<void> {
  const { workspaceId } = ctx
  const channel = await inWorkspace(ctx, (tx) =>
    tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
  )
  if (!channel) throw notFound('channel')
  const config = openConfigOrNull(ctx.keyring, channel)
  if (config !== null) await requireSendable(channel.kind, config, ctx.settings)
}
