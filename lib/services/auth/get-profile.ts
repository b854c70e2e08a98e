import type { Locale } from '@/lib/contract/sign-in'
import { iso, isoOrNull } from '../instants'
import { mailSettings } from '../mail-settings'
import type { PersonContext } from './person-context'

export interface ProfileView {
  email: string
  name: string
  /** How days and months are written. Null: the default of Lubdub. */
  locale: Locale | null
  /** Null: the zone of the browser. */
  timezone: string | null
  hasPassword: boolean
  passwordChangedAt: string | null
  identities: {
    provider: string
    subject: string
    email: string | null
    createdAt: string
    lastUsedAt: string | null
  }[]
  /** Whether a change of address can be confirmed by mail. */
  hasMail: boolean
}

/** The person's own account, without its secrets. */
export async function getProfile(ctx: PersonContext): Promise<ProfileView> {
  const user = await ctx.prisma.user.findUniqueOrThrow({
    where: { id: ctx.person.id },
    include: { identities: { orderBy: { createdAt: 'asc' } } },
  })
  const { email, name, locale, timezone, passwordHash, passwordChangedAt, identities } = user
  return {
    ...{ email, name, timezone },
    locale: locale as Locale | null,
    hasPassword: passwordHash !== null,
    passwordChangedAt: isoOrNull(passwordChangedAt),
    identities: identities.map((identity) => ({
      provider: identity.provider,
      subject: identity.subject,
      email: identity.email,
      createdAt: iso(identity.createdAt),
      lastUsedAt: isoOrNull(identity.lastUsedAt),
    })),
    hasMail: mailSettings(ctx) !== null,
  }
}
