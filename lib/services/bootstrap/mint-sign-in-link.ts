import type { Pool } from 'pg'
import { createKeyring, type KeyringSecrets, newSecret } from '@/lib/base/secrets'
import { findUserId, replaceSignInLink } from '@/lib/db/queries/installation'
import { withTransaction } from '@/lib/db/transaction'

export const SIGN_IN_LINK_SECONDS = 86_400

/**
 * A link that signs a person in once, within a day; older unused links of this person become
 * invalid. `email` null: the first owner. Null when there is no such person.
 */
export async function mintSignInLink(
  pool: Pool,
  { email, baseUrl, secret }: { email: string | null; baseUrl: string; secret: string | KeyringSecrets },
): Promise<string | null> {
  const token = newSecret('lnk')
  const hash = createKeyring(secret).hash(token)
  return withTransaction(pool, async (client) => {
    const userId = await findUserId(client, email)
    if (userId === null) return null
    await replaceSignInLink(client, { userId, hash, lifeSeconds: SIGN_IN_LINK_SECONDS })
    return `${baseUrl}/sign-in?token=${token}`
  })
}
