import { z } from 'zod'

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
