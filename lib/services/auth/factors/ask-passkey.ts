import { generateAuthenticationOptions } from '@simplewebauthn/server'
import type { PasskeyAsk } from '@/lib/contract/factors'
import type { AuthResources } from '../resources'
import { CEREMONY_MS, openCeremony } from './ceremony'
import { relyingParty } from './relying-party'

interface Asking {
  /** `'passkey'`: for sign-in; `'sudo'`: for reauthentication. */
  purpose: 'passkey' | 'sudo'
  /** Null: the passkey alone signs in, so the device must verify its user. */
  userId: string | null
  now: Date
}

/** The options for the browser's request of a passkey. */
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
