import { newId } from '@/lib/base/ids'
import type { PrismaTx } from '@/lib/db/prisma'
import type { Caller } from '../context'
import { deviceOf } from './device-of'
import { SESSION_SECONDS } from './session-life'

/** How someone came in. */
export type SignInMethod = 'link' | 'email' | 'password' | 'github' | 'google' | 'oidc' | 'passkey'
export type SecondFactor = 'totp' | 'passkey' | 'recovery_code'

interface Opening {
  userId: string
  method: SignInMethod
  /** Null: none was asked for. */
  secondFactor: SecondFactor | null
  caller: Caller
  now: Date
}

/** Makes the row that a session is, and answers its id. Only for someone of whom everything is proved. */
export async function openSession(tx: PrismaTx, { caller, now, ...opening }: Opening): Promise<string> {
  const id = newId('ses')
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
