import { newSecret } from '@/lib/base/secrets'
import { recordOwnAudit } from '../../audit/record-own-audit'
import type { Caller } from '../../context'
import type { AuthResources } from '../resources'
import { openSession, type SignInMethod } from '../sessions/open-session'
import { forgetPending } from './forget-pending'
import { hasSecondFactor } from './has-second-factor'

/** How long a sign-in waits for the second factor, in milliseconds: 10 minutes. */
export const PENDING_MS = 600_000

export type FirstFactorResult =
  | { kind: 'signed_in'; sessionId: string; userId: string }
  | { kind: 'second_factor'; pendingToken: string }

interface FirstFactor {
  userId: string
  method: SignInMethod
  caller: Caller
  now: Date
  /** The page to open afterwards. Null: the first page. */
  next?: string | null
}

/**
 * Finishes a first factor of any kind: opens a session or, if the person has a second factor, a
 * waiting sign-in. No other code opens a session after a first factor.
 */
export async function finishFirstFactor(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { userId, method, caller, now, next = null }: FirstFactor,
): Promise<FirstFactorResult> {
  return prisma.$transaction(async (tx) => {
    if (!(await hasSecondFactor(tx, userId))) {
      const sessionId = await openSession(tx, { userId, method, secondFactor: null, caller, now })
      await recordOwnAudit(
        tx,
        { userId, caller },
        { action: 'session.started', target: { kind: 'session', id: sessionId }, after: { method } },
      )
      return { kind: 'signed_in', sessionId, userId }
    }
    await forgetPending(tx, now)
    const pendingToken = newSecret('pnd')
    await tx.pendingSignIn.create({
      data: {
        hash: new Uint8Array(keyring.hash(pendingToken)),
        purpose: 'second_factor',
        userId,
        methods: [method],
        next,
        ip: caller.ip,
        userAgent: caller.userAgent?.slice(0, 300) ?? null,
        expiresAt: new Date(now.getTime() + PENDING_MS),
      },
    })
    return { kind: 'second_factor', pendingToken }
  })
}
