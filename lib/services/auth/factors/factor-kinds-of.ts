import type { FactorKinds } from '@/lib/contract/factors'
import type { PrismaTx } from '@/lib/db/prisma'
import type { Settings } from '@/lib/settings/read-settings'
import { mailSettings } from '../../mail-settings'
import { secondFactorsOf } from './has-second-factor'

/**
 * The ways in which a person can prove who they are. A mail or a link is only for people without a
 * better way.
 */
export async function factorKindsOf(
  { prisma, baseUrl, settings }: { prisma: PrismaTx; baseUrl: string; settings: Settings },
  userId: string,
): Promise<FactorKinds> {
  const { totp, passkeys } = await secondFactorsOf(prisma, userId)
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { passwordHash: true } })
  const codes = await prisma.recoveryCode.count({ where: { userId, usedAt: null } })
  const password = user.passwordHash !== null
  const hasNone = !password && !totp && passkeys === 0
  return {
    ...{ password, totp, passkey: passkeys > 0, recoveryCode: codes > 0 },
    ...{ emailCode: hasNone && mailSettings({ settings, baseUrl }) !== null, link: hasNone },
  }
}
