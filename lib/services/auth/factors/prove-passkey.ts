import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { PasskeyResponse } from '@/lib/contract/factors'
import type { PrismaTx } from '@/lib/db/prisma'
import { relyingParty } from './relying-party'

interface Claim {
  response: PasskeyResponse
  /** The challenge that it must sign. */
  challenge: string
  /** The person it must belong to. Null: the passkey must name its person. */
  userId: string | null
  /** Whether the device must have verified its user. Then it counts for both factors. */
  mustVerify: boolean
  now: Date
}

/**
 * The person of this passkey, if it signed the challenge, for our origin, with a higher counter if
 * it counts. Null: no.
 */
export async function provePasskey(
  tx: PrismaTx,
  baseUrl: string,
  { response, challenge, userId, mustVerify, now }: Claim,
): Promise<string | null> {
  const passkey = await tx.passkey.findFirst({ where: { id: response.id, ...(userId === null ? {} : { userId }) } })
  if (!passkey) return null
  const { userHandle } = response.response
  const named = typeof userHandle === 'string' ? Buffer.from(userHandle, 'base64url').toString() : null
  if (named === null ? userId === null : named !== passkey.userId) return null
  const { origin, rpID } = relyingParty(baseUrl)
  const result = await verifyAuthenticationResponse({
    response: response as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    requireUserVerification: mustVerify,
    credential: { id: passkey.id, publicKey: new Uint8Array(passkey.publicKey), counter: Number(passkey.counter) },
  }).catch(() => null)
  if (!result?.verified) return null
  const { newCounter, credentialBackedUp } = result.authenticationInfo
  const { count } = await tx.passkey.updateMany({
    where: { id: passkey.id, userId: passkey.userId, counter: passkey.counter },
    data: { counter: newCounter, backedUp: credentialBackedUp, lastUsedAt: now },
  })
  return count > 0 ? passkey.userId : null
}
