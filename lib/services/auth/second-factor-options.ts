import type { FactorKinds, PasskeyAsk } from '@/lib/contract/factors'
import { askPasskey } from './factors/ask-passkey'
import { factorKindsOf } from './factors/factor-kinds-of'
import { findPending } from './prove-second-factor'
import type { AuthResources } from './resources'

interface Waiting {
  pendingToken: string
  now: Date
}

/** With what a sign-in that waits may be finished. Null: it waits no more. */
export async function secondFactorKinds(resources: AuthResources, waiting: Waiting): Promise<FactorKinds | null> {
  const userId = await findPending(resources.prisma, resources.keyring, waiting)
  return userId === null ? null : { ...(await factorKindsOf(resources, userId)), password: false }
}

/** What the browser is asked so that a passkey finishes a sign-in that waits. Null: it waits no more. */
export async function askSecondFactorPasskey(
  resources: AuthResources,
  { pendingToken, now }: Waiting,
): Promise<PasskeyAsk | null> {
  const userId = await findPending(resources.prisma, resources.keyring, { pendingToken, now })
  return userId === null ? null : askPasskey(resources, { purpose: 'passkey', userId, now })
}
