import { randomBytes } from 'node:crypto'

/** A new signing secret for a webhook, in the form of the Standard Webhooks specification. */
export const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** Binds a channel's encrypted secrets to the channel. */
export const channelContext = (workspaceId: string, channelId: string) => workspaceId + channelId
