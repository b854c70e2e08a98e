import { generateAuthenticationOptions } from '@simplewebauthn/server'
import type { PasskeyAsk } from '@/lib/contract/factors'
import type { AuthResources } from '../resources'
import { CEREMONY_MS, openCeremony } from './ceremony'
import { relyingParty } from './relying-party'

interface Asking {
  /** `passkey`: to sign in; `sudo`: to prove again. */
  purpose: 'passkey' | 'sudo'
  /** Null: whoever has one signs in by it alone, so the device has to make sure who holds it. */
  userId: string | null
  now: Date
}

/** What a browser is asked so that a passkey proves someone. */
export async function askPasskey(resources: AuthResources, { purpose, userId, now }: Asking): Promise<PasskeyAsk> {
  const { prisma, baseUrl } = resources
  const known =
    userId === null ? [] : await prisma.passkey.findMany({ where: { userId }, select: { id: true, transports: true } })
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(baseUrl).rpID,
    userVerification: userId === null ? 'required' : 'preferred',
    timeout: CEREMONY_MS,
    allowCredentials: known,
  })
  const ticket = await openCeremony(resources, { purpose, userId, challenge: options.challenge, now })
  return { ticket, options }
}
