import { z } from 'zod'
import { getZone } from '@/lib/core/schedule/zone'
import { text } from './fields'

/** A person's address, in lower case: no name, no quotes, nothing that mail servers could read in two ways. */
export const emailAddress = z
  .string({ error: 'Enter your mail address.' })
  .trim()
  .toLowerCase()
  .max(254, { error: 'A mail address has at most 254 characters.' })
  .regex(/^[^\s<>,;:"()[\]\\@]{1,64}@[^\s<>,;:"()[\]\\@]+\.[^\s<>,;:"()[\]\\@.]+$/u, {
    error: 'This does not look like a mail address, such as ada@example.com.',
  })
  .refine((email) => !/\p{C}/u.test(email), {
    error: 'A mail address has no control characters and no invisible characters.',
  })

/** A typed password; its strength is checked when it is set. */
export const typedPassword = z
  .string({ error: 'Enter the password.' })
  .min(1, { error: 'Enter the password.' })
  .max(1_000, { error: 'This is too long to be the password.' })

/** The formats of days and months that people can choose. */
export const LOCALES = [
  'en-GB',
  'en-US',
  'de-DE',
  'fr-FR',
  'es-ES',
  'it-IT',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'ja-JP',
] as const

export const profileInput = z.strictObject({
  name: text('The name', { max: 100 }),
  locale: z
    .enum(LOCALES)
    .nullable()
    .meta({ description: 'How days and months are written; null: the default format of Lubdub.' }),
  timezone: z
    .string()
    .refine((zone) => getZone(zone) !== null, { error: 'This time zone is not known. Use one such as Europe/Berlin.' })
    .nullable()
    .meta({ description: 'The zone in which times are shown; null: the browser’s zone.' }),
})

export type ProfileInput = z.input<typeof profileInput>

export type Locale = (typeof LOCALES)[number]
