import type { PasskeyAsk, ProofKinds } from '@/lib/contract/factors'
import { askPasskey } from './factors/ask-passkey'
import { proofKindsOf } from './factors/proof-kinds-of'
import { findPending } from './prove-second-factor'
import type { AuthResources } from './resources'

interface Waiting {
  pendingToken: string
  now: Date
}

/** With what a sign-in that waits may be finished. Null: it waits no more. */
export async function secondFactorKinds(resources: AuthResources, waiting: Waiting): Promise<ProofKinds | null> {
  const userId = await findPending(resources.prisma, resources.keyring, waiting)
  return userId === null ? null : { ...(await proofKindsOf(resources, userId)), password: false }
}

/** What the browser is asked so that a passkey finishes a sign-in that waits. Null: it waits no more. */
export async function askSecondFactorPasskey(
  resources: AuthResources,
  { pendingToken, now }: Waiting,
): Promise<PasskeyAsk | null> {
  const userId = await findPending(resources.prisma, resources.keyring, { pendingToken, now })
  return userId === null ? null : askPasskey(resources, { purpose: 'passkey', userId, now })
}
