import type { PasskeyResponse } from '@/lib/contract/factors'
import { recordOwnAudit } from '../../audit/record-own-audit'
import type { Caller } from '../../context'
import { takeChallenge } from '../factors/ceremony'
import { provePasskey } from '../factors/prove-passkey'
import type { AuthResources } from '../resources'
import { openSession } from '../sessions/open-session'

interface Attempt {
  ticket: string
  response: PasskeyResponse
  caller: Caller
  now: Date
}

/**
 * Signs in with a passkey alone. The device verified its user, so the passkey counts as two
 * factors. Null: the passkey is unknown, or did not sign the challenge.
 */
export async function signInWithPasskey(
  resources: AuthResources,
  { ticket, response, caller, now }: Attempt,
): Promise<{ sessionId: string; userId: string } | null> {
  const { prisma, baseUrl } = resources
  return prisma.$transaction(async (tx) => {
    const challenge = await takeChallenge(tx, resources, { ticket, purpose: 'passkey', userId: null, now })
    if (challenge === null) return null
    const userId = await provePasskey(tx, baseUrl, { response, challenge, userId: null, mustVerify: true, now })
    if (userId === null) return null
    const sessionId = await openSession(tx, { userId, method: 'passkey', secondFactor: 'passkey', caller, now })
    const after = { method: 'passkey', secondFactor: 'passkey' }
    await recordOwnAudit(
      tx,
      { userId, caller },
      { action: 'session.started', target: { kind: 'session', id: sessionId }, after },
    )
    return { sessionId, userId }
  })
}
