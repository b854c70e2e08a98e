import { type Caller, requireRecentAuthentication } from '../context'
import type { AuthResources } from './resources'

/** A signed-in person who works on their own account, outside any workspace. */
export interface PersonContext extends AuthResources {
  person: { id: string; email: string; name: string }
  sessionId: string
  /** When this session last proved a factor. */
  provedAt: Date
  caller: Caller
  now: Date
}

/** @throws AppError `proof_needed` if the person has not reauthenticated within the last 15 minutes. */
export async function requireRecentAuthenticationOf(ctx: PersonContext): Promise<void> {
  requireRecentAuthentication(ctx, ctx.now)
}
