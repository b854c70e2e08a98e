import { encode } from 'next-auth/jwt'
import { newId } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import type { Prisma } from '@/lib/db/prisma'
import { TEST_BASE_URL } from '@/lib/services/testing/people'
import { nextAuthSecret, sessionCookie } from '../auth/auth-cookie'

/** Signs a person in for an hour, who proved just now who they are, and returns the cookie of the session. */
export async function addSession(
  { prisma, keyring }: { prisma: Prisma; keyring: Keyring },
  userId: string,
): Promise<{ name: string; value: string }> {
  const sid = newId()
  await prisma.session.create({ data: { id: sid, userId, expiresAt: new Date(Date.now() + 3_600_000) } })
  const value = await encode({ token: { sid }, secret: nextAuthSecret(keyring) })
  return { name: sessionCookie(TEST_BASE_URL).name, value }
}
