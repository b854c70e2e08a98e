import { notFound } from '@/lib/base/errors'
import { newId } from '@/lib/base/ids'
import { channelRef } from '@/lib/contract/channels'
import { parseInput } from '@/lib/contract/parse-input'
import { holdChannel } from '@/lib/db/queries/hold-channel'
import { recordAudit } from '../audit/record-audit'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { urlOf } from './channel-url'
import { requireWebhookUrl } from './require-webhook-url'

/**
 * Queues a message that says that the channel works; the sender takes it like any other.
 * @throws AppError `read_only`, `forbidden`, `not_found`, or `invalid` at `config.url` when the sender would not connect to it.
 */
export async function testChannel(ctx: ServiceContext, input: { channelId: string }): Promise<{ deliveryId: string }> {
  requirePermission(ctx, 'channel.test')
  const { channelId } = parseInput(channelRef, input)
  const { workspaceId, now } = ctx
  const id = newId('dlv')
  await requireUrlOf(ctx, channelId)
  await inWorkspace(ctx, async (tx) => {
    // Kept until the delivery is there: who deletes the channel meanwhile waits, and takes the delivery along.
    const channel = await holdChannel(tx, { workspaceId, channelId })
    if (!channel) throw notFound('channel')
    const event = { at: now.toISOString(), reason: 'test', part: null }
    await tx.delivery.create({ data: { workspaceId, id, channelId, type: 'test', eventKey: `test:${id}`, event } })
    await recordAudit(tx, ctx, {
      action: 'channel.tested',
      target: { kind: 'channel', id: channelId, label: channel.name },
    })
  })
  return { deliveryId: id }
}

/** The setting of the installation, or where the name leads, may have changed since the URL was saved. */
async function requireUrlOf(ctx: ServiceContext, id: string): Promise<void> {
  const { workspaceId } = ctx
  const channel = await inWorkspace(ctx, (tx) =>
    tx.channel.findUnique({ where: { workspaceId_id: { workspaceId, id } } }),
  )
  if (!channel) throw notFound('channel')
  const url = channel.kind === 'webhook' ? urlOf(ctx.keyring, channel) : null
  if (url !== null) await requireWebhookUrl(url)
}
