'use server'

import { revalidatePath } from 'next/cache'
import { fieldsOf } from '@/app/arguments'
import type { ChannelInput } from '@/components/alerts/channel-form-values'
import type { ActionResult } from '@/components/forms/action-result'
import type { UpdateChannelInput } from '@/lib/contract/channels'
import { createChannel } from '@/lib/services/channels/create-channel'
import { deleteChannel } from '@/lib/services/channels/delete-channel'
import { rotateSecret } from '@/lib/services/channels/rotate-secret'
import { testChannel } from '@/lib/services/channels/test-channel'
import { updateChannel } from '@/lib/services/channels/update-channel'
import { replayDelivery } from '@/lib/services/deliveries/replay-delivery'
import { runAction } from '../../run-action'

/** Returns the new channel's id and, if its kind has one, its signing secret, only once. */
export async function createChannelAction(
  input: ChannelInput,
): Promise<ActionResult<{ id: string; secret: string | null }>> {
  return runAction('channel.edit', async (ctx) => {
    const { id, secret } = await createChannel(ctx, input)
    return { id, secret: secret ?? null }
  })
}

export async function updateChannelAction(channelId: string, patch: UpdateChannelInput): Promise<ActionResult<null>> {
  return runAction('channel.edit', async (ctx) => {
    await updateChannel(ctx, { ...fieldsOf(patch), channelId })
    revalidatePath(`/channels/${channelId}`)
    return null
  })
}

/** Returns the new secret, only once. The page refreshes after the person saw it. */
export async function rotateSecretAction(channelId: string, overlapSeconds: number): Promise<ActionResult<string>> {
  return runAction(
    'channel.rotateSecret',
    async (ctx) => (await rotateSecret(ctx, { channelId, overlapSeconds })).secret ?? '',
  )
}

export async function deleteChannelAction(channelId: string): Promise<ActionResult<null>> {
  return runAction('channel.delete', async (ctx) => {
    await deleteChannel(ctx, { channelId })
    return null
  })
}

export async function testChannelAction(channelId: string): Promise<ActionResult<null>> {
  return runAction(
    'channel.test',
    async (ctx) => {
      await testChannel(ctx, { channelId })
      revalidatePath('/channels')
      revalidatePath(`/channels/${channelId}`)
      return null
    },
    { rate: 'send' },
  )
}

export async function replayDeliveryAction(deliveryId: string): Promise<ActionResult<null>> {
  return runAction('delivery.replay', async (ctx) => {
    await replayDelivery(ctx, { deliveryId })
    revalidatePath('/channels')
    return null
  })
}
