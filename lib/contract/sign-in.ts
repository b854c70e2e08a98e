import { z } from 'zod'
import { getZone } from '@/lib/core/schedule/zone'
import { text } from './fields'

/** An address of a person, in lower case: no name, no quotes, nothing that a mail server could read in two ways. */
export const emailAddress = z
  .string({ error: 'Enter your mail address.' })
  .trim()
  .toLowerCase()
  .max(254, { error: 'A mail address has at most 254 characters.' })
  .regex(/^[^\s<>,;:"()[\]\\@]{1,64}@[^\s<>,;:"()[\]\\@]+\.[^\s<>,;:"()[\]\\@.]+$/u, {
    error: 'This does not look like a mail address, such as ada@example.com.',
  })

/** What somebody typed as a password; whether it is a good one is judged where one is set. */
export const typedPassword = z
  .string({ error: 'Enter the password.' })
  .min(1, { error: 'Enter the password.' })
  .max(1_000, { error: 'This is too long to be the password.' })

/** The ways to write days and months that are offered. */
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
    .meta({ description: 'How days and months are written; null: in the house’s way.' }),
  timezone: z
    .string()
    .refine((zone) => getZone(zone) !== null, { error: 'This time zone is not known. Take one such as Europe/Berlin.' })
    .nullable()
    .meta({ description: 'In which times are shown; null: as the browser has it.' }),
})

export type ProfileInput = z.input<typeof profileInput>

export type Locale = (typeof LOCALES)[number]
