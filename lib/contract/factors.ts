import { z } from 'zod'
import { text } from './fields'
import { idInput } from './id-shapes'
import type { PublicId } from './ids'

/** The answer of a browser's WebAuthn, as JSON. Its content is checked by the verification. */
export const passkeyResponse = z
  .looseObject({
    id: z.string().min(1).max(1400),
    rawId: z.string().min(1).max(1400),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
    clientExtensionResults: z.looseObject({}),
  })
  .refine((value) => JSON.stringify(value).length < 50_000, 'The answer of the browser is too long.')

const code = z.string().max(100, 'A code has at most 100 characters.')

/** How a person reauthenticates, or proves a second factor. */
export const factorInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), password: z.string().max(1000) }),
  z.strictObject({ kind: z.literal('totp'), code }),
  z.strictObject({ kind: z.literal('recovery_code'), code }),
  z.strictObject({ kind: z.literal('email_code'), handle: z.string().regex(/^[0-9a-f]{64}$/), code }),
  z.strictObject({ kind: z.literal('link'), token: z.string().max(2000) }),
  z.strictObject({ kind: z.literal('passkey'), ticket: z.string().max(100), response: passkeyResponse }),
])

export const passkeyNameInput = z.strictObject({ name: text('Name', { max: 60 }) })

export type FactorInput = z.output<typeof factorInput>
export type PasskeyResponse = z.output<typeof passkeyResponse>

/** The challenge for a browser, and the ticket for its answer. */
export interface PasskeyAsk {
  ticket: string
  /** For the browser's WebAuthn, as JSON. */
  options: unknown
}

/** The ways in which a person can reauthenticate. */
export interface FactorKinds {
  password: boolean
  totp: boolean
  recoveryCode: boolean
  passkey: boolean
  /** A code by mail; for people without any other way. */
  emailCode: boolean
  /** A one-time link, created on the server of Lubdub; for people without any other way. */
  link: boolean
}

export interface PasskeyView {
  id: string
  name: string
  createdAt: string
  lastUsedAt: string | null
  /** Synchronised by the maker of the device to all devices of that person, and not on this one alone. */
  backedUp: boolean
}

export interface FactorsView {
  hasPassword: boolean
  /** Null: there is none. */
  totp: { confirmedAt: string } | null
  passkeys: PasskeyView[]
  recoveryCodesLeft: number
  /** Names of workspaces that require a second factor. */
  requiredBy: string[]
}

export interface TotpSetup {
  /** To be typed in, base32 in groups of four. */
  secret: string
  /** The content of the QR code. */
  uri: string
}

/** One of the person's own sessions. */
export const sessionRef = z.strictObject({ sessionId: idInput('ses') })

export interface OwnSessionView {
  id: PublicId<'ses'>
  /** The current session. */
  isThis: boolean
  device: string
  /** The place of its last use. Null: not known. */
  ip: string | null
  place: string | null
  method: string
  secondFactor: string | null
  createdAt: string
  lastSeenAt: string
}
