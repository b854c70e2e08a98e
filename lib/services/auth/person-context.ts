import { type Caller, requireRecentAuthentication } from '../context'
import type { AuthResources } from './resources'

/** Someone who is signed in, where they work on their own account and in no workspace. */
export interface PersonContext extends AuthResources {
  person: { id: string; email: string; name: string }
  sessionId: string
  /** When this session last proved a factor. */
  provedAt: Date
  caller: Caller
  now: Date
}

/** @throws AppError `proof_needed` where whoever sits there has not proved for 15 minutes who they are. */
export async function requireRecentAuthenticationOf(ctx: PersonContext): Promise<void> {
  requireRecentAuthentication(ctx, ctx.now)
}
