import { generateRegistrationOptions } from '@simplewebauthn/server'
import { AppError } from '@/lib/base/errors'
import type { PasskeyAsk } from '@/lib/contract/factors'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { CEREMONY_MS, openCeremony } from './ceremony'
import { relyingParty } from './relying-party'

const MOST = 20

/**
 * The options with which a browser creates a passkey: one that works without a typed name, on a
 * device that verifies its user.
 * @throws AppError `proof_needed`, or `conflict` if the person has twenty.
 */
export async function startPasskey(own: PersonContext): Promise<PasskeyAsk> {
  requireRecentAuthentication(own, own.now)
  const {
    prisma,
    baseUrl,
    now,
    person: { id: userId, email },
  } = own
  const known = await prisma.passkey.findMany({ where: { userId }, select: { id: true, transports: true } })
  if (known.length >= MOST) throw new AppError('conflict', `You have ${MOST} passkeys. Remove one first.`)
  const options = await generateRegistrationOptions({
    rpName: 'Lubdub',
    rpID: relyingParty(baseUrl).rpID,
    userName: email,
    userDisplayName: email,
    userID: new Uint8Array(Buffer.from(userId)),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const ticket = await openCeremony(own, { purpose: 'register_passkey', userId, challenge: options.challenge, now })
  return { ticket, options }
}
