import { Secret, TOTP } from 'otpauth'
import type { Keyring } from '@/lib/base/secrets'
import type { PrismaTx } from '@/lib/db/prisma'

const STEP_SECONDS = 30

/** A new shared secret of 160 bits, in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

export const totpContext = (userId: string) => `totp:${userId}`

export function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Lubdub', label, algorithm: 'SHA1', digits: 6, period: STEP_SECONDS, secret })
}

/** The time step of this code: the present one, the one before or the one after. Null: none of them. */
export function stepOfCode(secret: string, { code, now }: { code: string; now: Date }): number | null {
  const token = code.replace(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret).validate({ token, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_SECONDS) + delta
}

/** Whether this is an unused code of the person's authenticator app; it is used by the check. */
export async function takeTotpCode(
  tx: PrismaTx,
  keyring: Keyring,
  { userId, code, now }: { userId: string; code: string; now: Date },
): Promise<boolean> {
  const factor = await tx.totpFactor.findFirst({ where: { userId, confirmedAt: { not: null } } })
  if (!factor) return false
  const step = stepOfCode(keyring.decrypt(factor.ciphertext, totpContext(userId)), { code, now })
  if (step === null) return false
  // The row count decides: of two requests with the code, only one succeeds.
  const { count } = await tx.totpFactor.updateMany({
    where: { userId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step },
  })
  return count > 0
}
