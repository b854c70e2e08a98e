import { type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server'
import { AppError } from '@/lib/base/errors'
import { type PasskeyResponse, passkeyNameInput, passkeyResponse } from '@/lib/contract/factors'
import { parseInput } from '@/lib/contract/parse-input'
import { requireRecentAuthentication } from '../../context'
import type { PersonContext } from '../person-context'
import { takeChallenge } from './ceremony'
import { changeFactors } from './change-factors'
import { replaceRecoveryCodes } from './recovery-codes'
import { relyingParty } from './relying-party'

interface Input {
  ticket: string
  name: string
  response: PasskeyResponse
}

const NOT_MADE = 'This passkey could not be verified. Begin again, and answer the browser within five minutes.'

/**
 * Stores a passkey that the browser created. Returns ten recovery codes, which are shown only once;
 * null if the person has some.
 * @throws AppError `proof_needed`, `invalid`, or `conflict` if this passkey is known.
 */
export async function addPasskey(
  own: PersonContext,
  { ticket, name: typed, response: sent }: Input,
): Promise<string[] | null> {
  const {
    prisma,
    keyring,
    baseUrl,
    now,
    person: { id: userId },
  } = own
  requireRecentAuthentication(own, now)
  const { name } = parseInput(passkeyNameInput, { name: typed })
  const response = parseInput(passkeyResponse, sent)
  // Outside the transaction, so that a challenge with a wrong answer is used too.
  const expectedChallenge = await takeChallenge(prisma, own, { ticket, purpose: 'register_passkey', userId, now })
  if (expectedChallenge === null) throw new AppError('invalid', NOT_MADE)
  return changeFactors(own, async (tx) => {
    const { origin, rpID } = relyingParty(baseUrl)
    const verified = await verifyRegistrationResponse({
      response: response as unknown as RegistrationResponseJSON,
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: rpID,
    }).catch(() => null)
    if (!verified?.verified) throw new AppError('invalid', NOT_MADE)
    const { credential, aaguid, credentialBackedUp } = verified.registrationInfo
    const { count } = await tx.passkey.createMany({
      data: {
        id: credential.id,
        userId,
        name,
        publicKey: new Uint8Array(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
        backedUp: credentialBackedUp,
        aaguid,
        createdAt: now,
      },
      skipDuplicates: true,
    })
    if (count === 0) throw new AppError('conflict', 'This passkey is registered already.')
    const codes = await tx.recoveryCode.count({ where: { userId, usedAt: null } })
    const result = codes > 0 ? null : await replaceRecoveryCodes(tx, keyring, { userId, now })
    return { result, action: 'factor.added', after: { factor: 'passkey', name } }
  })
}
