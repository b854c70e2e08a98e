import { z } from 'zod'
import { text } from './fields'

/** What a browser's WebAuthn answers, as JSON. What it says is checked where it is verified. */
export const passkeyResponse = z
  .looseObject({
    id: z.string().min(1).max(1400),
    rawId: z.string().min(1).max(1400),
    type: z.literal('public-key'),
    response: z.looseObject({ clientDataJSON: z.string().max(10_000) }),
    clientExtensionResults: z.looseObject({}),
  })
  .refine((value) => JSON.stringify(value).length < 50_000, 'This answer of the browser is too long.')

const code = z.string().max(100, 'A code has at most 100 characters.')

/** What proves who someone is, once more or as their second factor. */
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

/** What a browser is asked for, and the ticket under which its answer comes back. */
export interface PasskeyAsk {
  ticket: string
  /** For the browser's WebAuthn, as JSON. */
  options: unknown
}

/** With what someone can prove who they are. */
export interface FactorKinds {
  password: boolean
  totp: boolean
  recoveryCode: boolean
  passkey: boolean
  /** A code by mail; for those who have nothing else. */
  emailCode: boolean
  /** A one-time link, made where Lubdub runs; for those who have nothing else. */
  link: boolean
}

export interface PasskeyView {
  id: string
  name: string
  createdAt: string
  lastUsedAt: string | null
  /** Kept by the maker of the device for all devices of that person, and not on this one alone. */
  backedUp: boolean
}

export interface FactorsView {
  hasPassword: boolean
  /** Null: there is none. */
  totp: { confirmedAt: string } | null
  passkeys: PasskeyView[]
  recoveryCodesLeft: number
  /** Names of workspaces that let nobody in without a second factor. */
  requiredBy: string[]
}

export interface TotpSetup {
  /** For typing in, base32 in groups of four. */
  secret: string
  /** What the QR code says. */
  uri: string
}

export interface OwnSessionView {
  id: string
  /** The one that asks. */
  isThis: boolean
  device: string
  /** Where it was last used from. Null: not known. */
  ip: string | null
  place: string | null
  method: string
  secondFactor: string | null
  createdAt: string
  lastSeenAt: string
}
