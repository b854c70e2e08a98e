import type { Keyring } from '@/lib/base/secrets'

export interface ChannelRef {
  workspaceId: string
  channelId: string
}

/** Binds the encrypted secret of a config to its channel and to its purpose. */
export const secretContext = ({ workspaceId, channelId }: ChannelRef) => `channel-config:${workspaceId}${channelId}`

/** Encrypts the secret of a channel's config, such as the URL of a webhook. */
export function encryptSecret(keyring: Keyring, channel: ChannelRef, secret: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(keyring.encrypt(secret, secretContext(channel)))
}
