import { AppError } from '@/lib/base/errors'
import { type FactorInput, factorInput } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import { proveAddress } from '../email/prove-address'
import type { PersonContext } from '../person-context'
import { takeChallenge } from './ceremony'
import { checkFactor } from './check-factor'
import { factorKindsOf } from './factor-kinds-of'
import { countWrongTry, requireTriesLeft } from './limit-reauthentications'

const WRONG = {
  password: ['This password is not right. Try again.', 'password'],
  totp: ['This code is not right, or was used before. Wait for the next one in your app.', 'code'],
  recovery_code: ['This is not one of your recovery codes, or it was used before.', 'code'],
  link: ['This link is not yours, was used before or is too old. Make a new one with npm run link.', 'token'],
  email_code: ['This code is not right, was used before, or is too old. Ask for another one.', 'code'],
  passkey: ['This passkey did not prove who you are. Try again, or use another way.', null],
} as const

/**
 * Renews the reauthentication of the session, so that sensitive actions are allowed for a while.
 * @throws AppError `invalid` if the factor is wrong, or `too_many`
 */
export async function proveAgain(own: PersonContext, input: FactorInput): Promise<void> {
  const {
    prisma,
    sessionId,
    caller,
    now,
    person: { id: userId, email },
  } = own
  const proof = parseInput(factorInput, input)
  await requireTriesLeft(own, userId)
  const kinds = await factorKindsOf(own, userId)
  if ((proof.kind === 'link' && !kinds.link) || (proof.kind === 'email_code' && !kinds.emailCode)) {
    throw new AppError('invalid', 'Use your password, a code from your app or a passkey: you have one of them.')
  }
  const isProved = await prisma.$transaction(async (tx) => {
    const challengeOf = (ticket: string) => takeChallenge(tx, own, { ticket, purpose: 'sudo', userId, now })
    if (!(await checkFactor(tx, own, { userId, proof, now, takeChallenge: challengeOf }))) return false
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, userId, revokedAt: null },
      data: { provedAt: now },
    })
    if (count === 0) return false
    return proof.kind !== 'email_code' || proveAddress(tx, { userId, email, exceptSessionId: sessionId, caller, now })
  })
  if (isProved) return
  await countWrongTry(own, userId)
  const [message, field] = WRONG[proof.kind]
  throw new AppError('invalid', message, field)
}
