import { newSecret } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'
import type { Caller } from '../../context'
import type { AuthResources } from '../resources'
import { codeHash, newCode } from './email-code'

export type EmailPurpose = 'sign_in' | 'sign_up' | 'reset' | 'change_email' | 'undo_email' | 'proof'

const WRONG_CODES = 5
const KEPT_MS = 86_400_000

export interface EmailTokenRow {
  purpose: string
  /** Null: nobody has this address yet. */
  userId: string | null
  email: string
  next: string | null
  createdAt: Date
}

const ROW = { purpose: true, userId: true, email: true, next: true, createdAt: true } as const

interface NewToken {
  purpose: EmailPurpose
  userId: string | null
  email: string
  lifeSeconds: number
  next?: string | null
  caller: Caller
  now: Date
}

/**
 * Stores the secrets of a mail: a token for its link, and a code to type in the browser that asked
 * for it. `handle` is for that browser: it finds the row, but signs nobody in.
 */
export async function createEmailToken(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { purpose, userId, email, lifeSeconds, next = null, caller, now }: NewToken,
): Promise<{ token: string; code: string; handle: string }> {
  const token = newSecret('eml')
  const code = newCode()
  const hash = keyring.hash(token)
  const handle = hash.toString('hex')
  await prisma.emailToken.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - KEPT_MS) } } })
  await prisma.emailToken.create({
    data: {
      hash: new Uint8Array(hash),
      codeHash: new Uint8Array(codeHash(keyring, handle, code)),
      ...{ purpose, userId, email, next, ip: caller.ip, createdAt: now },
      expiresAt: new Date(now.getTime() + lifeSeconds * 1000),
    },
  })
  return { token, code, handle }
}

/** The row of a link's token, without using it. Null: unknown, used or expired. */
export async function findEmailToken(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { token, purposes, now }: { token: string; purposes: readonly EmailPurpose[]; now: Date },
): Promise<EmailTokenRow | null> {
  const hash = new Uint8Array(keyring.hash(token))
  const where = { hash, purpose: { in: [...purposes] }, usedAt: null, expiresAt: { gt: now } }
  return prisma.emailToken.findFirst({ where, select: ROW })
}

/** Uses the token of a link. Null: unknown, used or expired. */
export async function consumeEmailToken(
  { prisma, keyring }: Pick<AuthResources, 'prisma' | 'keyring'>,
  { token, purposes, now }: { token: string; purposes: readonly EmailPurpose[]; now: Date },
): Promise<EmailTokenRow | null> {
  const hash = new Uint8Array(keyring.hash(token))
  const where = { hash, purpose: { in: [...purposes] }, usedAt: null, expiresAt: { gt: now } }
  const { count } = await prisma.emailToken.updateMany({ where, data: { usedAt: now } })
  return count === 0 ? null : prisma.emailToken.findUnique({ where: { hash }, select: ROW })
}

/**
 * Uses the row of the handle if the code is right and fewer than five wrong codes were tried. Null:
 * it is not.
 */
export async function consumeEmailCode(
  { prisma, keyring }: Pick<AuthResources, 'keyring'> & { prisma: PrismaTx },
  { handle, code, purposes, now }: { handle: string; code: string; purposes: readonly EmailPurpose[]; now: Date },
): Promise<EmailTokenRow | null> {
  const hash = new Uint8Array(Buffer.from(handle, 'hex'))
  const open = { hash, purpose: { in: [...purposes] }, usedAt: null, expiresAt: { gt: now } }
  // The try is counted before the code is checked, so that of many tries at the same time at most
  // five are checked.
  const tried = await prisma.emailToken.updateMany({
    where: { ...open, tries: { lt: WRONG_CODES } },
    data: { tries: { increment: 1 } },
  })
  if (tried.count === 0) return null
  const wanted = new Uint8Array(codeHash(keyring, handle, code))
  const used = await prisma.emailToken.updateMany({ where: { ...open, codeHash: wanted }, data: { usedAt: now } })
  return used.count === 0 ? null : prisma.emailToken.findUnique({ where: { hash }, select: ROW })
}
