import { AppError } from '@/lib/base/errors'
import type { Keyring } from '@/lib/base/secrets'
import type { FactorInput } from '@/lib/contract/factors'
import type { PrismaTx } from '@/lib/db/prisma'
import { recordOwnAudit } from '../../audit/record-own-audit'
import type { Caller } from '../../context'
import type { AuthResources } from '../resources'
import { openSession, type SignInMethod } from '../sessions/open-session'
import { takeChallenge } from './ceremony'
import { checkFactor } from './check-factor'
import { countWrongTry, requireTriesLeft } from './limit-reauthentications'

const TRIES = 5

interface Attempt {
  pendingToken: string
  proof: FactorInput
  caller: Caller
  now: Date
}

export type SecondFactorResult =
  | { kind: 'signed_in'; sessionId: string; userId: string; next: string | null }
  | { kind: 'wrong' }
  /** The sign-in waited too long, was finished, or had too many tries: it must begin again. */
  | { kind: 'over' }

/**
 * Finishes a sign-in after its first factor: the second factor opens the session.
 * @throws AppError `too_many`
 */
export async function proveSecondFactor(
  resources: AuthResources,
  { pendingToken, proof, caller, now }: Attempt,
): Promise<SecondFactorResult> {
  const { prisma, keyring } = resources
  if (proof.kind !== 'totp' && proof.kind !== 'recovery_code' && proof.kind !== 'passkey') {
    throw new AppError('invalid', 'Use a code from your app, a recovery code or a passkey.')
  }
  const hash = new Uint8Array(keyring.hash(pendingToken))
  const open = { hash, purpose: 'second_factor', usedAt: null, expiresAt: { gt: now } }
  // Counted before it is checked, so that many tries at the same time do not give more tries.
  const { count } = await prisma.pendingSignIn.updateMany({
    where: { ...open, tries: { lt: TRIES } },
    data: { tries: { increment: 1 } },
  })
  if (count === 0) return { kind: 'over' }
  const pending = await prisma.pendingSignIn.findUniqueOrThrow({ where: { hash } })
  const userId = pending.userId
  if (userId === null) return { kind: 'over' }
  await requireTriesLeft(resources, userId)
  const method = pending.methods[0] as SignInMethod
  const result = await prisma.$transaction(async (tx): Promise<SecondFactorResult> => {
    const challengeOf = (ticket: string) => takeChallenge(tx, resources, { ticket, purpose: 'passkey', userId, now })
    if (!(await checkFactor(tx, resources, { userId, proof, now, takeChallenge: challengeOf }))) {
      await recordOwnAudit(tx, { userId, caller }, { action: 'session.refused', after: { method, factor: proof.kind } })
      return { kind: 'wrong' }
    }
    const { count: finished } = await tx.pendingSignIn.updateMany({ where: open, data: { usedAt: now } })
    if (finished === 0) return { kind: 'over' }
    const sessionId = await openSession(tx, { userId, method, secondFactor: proof.kind, caller, now })
    const after = { method, secondFactor: proof.kind }
    await recordOwnAudit(
      tx,
      { userId, caller },
      { action: 'session.started', target: { kind: 'session', id: sessionId }, after },
    )
    return { kind: 'signed_in', sessionId, userId, next: pending.next }
  })
  if (result.kind === 'wrong') await countWrongTry(resources, userId)
  return result
}

/** The person of the waiting sign-in with this token. Null: none, or no longer. */
export async function findPending(
  prisma: PrismaTx,
  keyring: Keyring,
  { pendingToken, now }: { pendingToken: string; now: Date },
): Promise<string | null> {
  const hash = new Uint8Array(keyring.hash(pendingToken))
  const where = { hash, purpose: 'second_factor', usedAt: null, expiresAt: { gt: now }, tries: { lt: TRIES } }
  const row = await prisma.pendingSignIn.findFirst({ where, select: { userId: true } })
  return row?.userId ?? null
}
