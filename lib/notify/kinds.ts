import { email } from './email'
import { webhook } from './webhook'

/** The kinds of channels, in the order in which people see them. */
export const channelKinds = [webhook, email] as const
