import { randomBytes } from 'node:crypto'

/** A webhook's signing secret, in the form of the Standard Webhooks specification. */
export const newSigningSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** What binds a channel's sealed secrets to it. */
export const channelContext = (workspaceId: string, channelId: string) => workspaceId + channelId
