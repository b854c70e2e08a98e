import type { Caller } from '../context'
import { openSession, type SignInMethod } from './open-session'
import type { AuthResources } from './resources'

export type FirstFactorResult =
  | { kind: 'signed_in'; sessionId: string; userId: string }
  | { kind: 'second_factor'; pendingToken: string }

interface FirstFactor {
  userId: string
  method: SignInMethod
  caller: Caller
  now: Date
  /** Where to go afterwards. Null: nowhere in particular. */
  next?: string | null
}

/** The one place in which a first factor that was proved becomes a session. */
export async function finishFirstFactor(
  resources: AuthResources,
  { userId, method, caller, now }: FirstFactor,
): Promise<FirstFactorResult> {
  const sessionId = await openSession(resources, { userId, method, caller, now })
  return { kind: 'signed_in', sessionId, userId }
}
