import { newId } from '@/lib/base/ids'
import type { PrismaTx } from '@/lib/db/prisma'
import type { Caller } from '../../context'
import { deviceOf } from './device-of'
import { SESSION_SECONDS } from './session-life'

/** The method of a sign-in. */
export type SignInMethod = 'link' | 'email' | 'password' | 'github' | 'google' | 'oidc' | 'passkey'
export type SecondFactor = 'totp' | 'passkey' | 'recovery_code'

interface Opening {
  userId: string
  method: SignInMethod
  /** Null: none was required. */
  secondFactor: SecondFactor | null
  caller: Caller
  now: Date
}

/** Creates a session and returns its id. Call it only for a person who has proved all required factors. */
export async function openSession(tx: PrismaTx, { caller, now, ...opening }: Opening): Promise<string> {
  const id = newId()
  await tx.session.create({
    data: {
      id,
      ...opening,
      createdAt: now,
      lastSeenAt: now,
      provedAt: now,
      expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
      userAgent: caller.userAgent?.slice(0, 300) ?? null,
      device: deviceOf(caller.userAgent),
      ip: caller.ip,
      place: caller.place ?? null,
    },
  })
  return id
}
