import { newSecret } from '@/lib/base/secrets'
import { recordOwnAudit } from '../audit/record-own-audit'
import type { Caller } from '../context'
import { hasSecondFactor } from './factors/has-second-factor'
import { forgetPending } from './forget-pending'
import { openSession, type SignInMethod } from './open-session'
import type { AuthResources } from './resources'

/** How long the second factor is waited for, in milliseconds: 10 minutes. */
export const PENDING_MS = 600_000

export type FirstFactorResult =
  | { kind: 'signed_in'; sessionId: string; userId: string }
  | { kind: 'second_factor'; pendingToken: string }

interface FirstFactor {
  userId: string
  method: SignInMethod
  caller: Caller
  now: Date
  /** Where to go afterwards. Null: to the first page. */
  next?: string | null
}

/**
 * What a proved first factor leads to, whichever it was: a session, or, where the person has a second factor, a wait for
 * that. There is no other way from a first factor to a session.
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
