import { TooManyError } from '@/lib/base/errors'
import { newSecret } from '@/lib/base/secrets'
import { INVITATION_DAYS, INVITATIONS_A_DAY } from '@/lib/contract/members'
import { consumeRateLimit } from '@/lib/db/queries/workspace-rows'
import type { WorkspaceTx } from '@/lib/db/workspace-db'
import type { ServiceContext } from '../context'

const DAY_SECONDS = 86_400

/** A new token for an invitation, what is stored of it, and its expiry. */
export function mintToken({ keyring, now }: ServiceContext): {
  token: string
  tokenHash: Uint8Array<ArrayBuffer>
  expiresAt: Date
} {
  const token = newSecret('inv')
  const expiresAt = new Date(now.getTime() + INVITATION_DAYS * DAY_SECONDS * 1000)
  return { token, tokenHash: new Uint8Array(keyring.hash(token)), expiresAt }
}

/**
 * Counts one more invitation of this person, over all workspaces, so that one person cannot send
 * mass mail.
 * @throws TooManyError
 */
export async function countInvitation(tx: WorkspaceTx, userId: string, now: Date): Promise<void> {
  const taken = await consumeRateLimit(tx, { key: `invite:${userId}`, seconds: DAY_SECONDS, now })
  if (taken <= INVITATIONS_A_DAY) return
  throw new TooManyError(
    `You have sent ${INVITATIONS_A_DAY} invitations within a day. Try again tomorrow.`,
    DAY_SECONDS,
  )
}
