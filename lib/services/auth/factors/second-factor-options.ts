import type { FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import type { AuthResources } from '../resources'
import { askPasskey } from './ask-passkey'
import { factorKindsOf } from './factor-kinds-of'
import { findPending } from './prove-second-factor'

interface Waiting {
  pendingToken: string
  now: Date
}

/** The factors that can finish a waiting sign-in. Null: it no longer waits. */
export async function secondFactorKinds(resources: AuthResources, waiting: Waiting): Promise<FactorKinds | null> {
  const userId = await findPending(resources.prisma, resources.keyring, waiting)
  return userId === null ? null : { ...(await factorKindsOf(resources, userId)), password: false }
}

/** The options for a passkey that finishes a waiting sign-in. Null: it no longer waits. */
export async function askSecondFactorPasskey(
  resources: AuthResources,
  { pendingToken, now }: Waiting,
): Promise<PasskeyAsk | null> {
  const userId = await findPending(resources.prisma, resources.keyring, { pendingToken, now })
  return userId === null ? null : askPasskey(resources, { purpose: 'passkey', userId, now })
}
