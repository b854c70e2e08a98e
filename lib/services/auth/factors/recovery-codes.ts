import type { Keyring } from '@/lib/base/secrets'
import { newSecret } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'

const COUNT = 10
/** 16 characters of base32: 80 bits. */
const LENGTH = 16

/** Formats a code in groups of four, as people write it. */
function newCode(): string {
  const [, text = ''] = newSecret('lnk').split('_')
  return text.slice(0, LENGTH).replace(/(.{4})(?=.)/g, '$1-')
}

const hashOf = (keyring: Keyring, code: string) =>
  new Uint8Array(keyring.hash(`recovery:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`))

/** Replaces the recovery codes by ten new ones and returns them, which are shown only once. */
export async function replaceRecoveryCodes(
  tx: PrismaTx,
  keyring: Keyring,
  { userId, now }: { userId: string; now: Date },
): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, newCode)
  await tx.recoveryCode.deleteMany({ where: { userId } })
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId, hash: hashOf(keyring, code), createdAt: now })),
  })
  return codes
}

/** Whether this is an unused recovery code of the person; it is used by the check. */
export async function takeRecoveryCode(
  tx: PrismaTx,
  keyring: Keyring,
  { userId, code, now }: { userId: string; code: string; now: Date },
): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, hash: hashOf(keyring, code), usedAt: null },
    data: { usedAt: now },
  })
  return count > 0
}
