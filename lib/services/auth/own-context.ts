import type { Caller } from '../context'
import type { AuthResources } from './auth-resources'

/** What verbs about one's own account work in: whose it is, by which session, and when that was last proved. */
export interface OwnContext extends AuthResources {
  userId: string
  email: string
  sessionId: string
  provedAt: Date
  now: Date
  caller: Caller
}
