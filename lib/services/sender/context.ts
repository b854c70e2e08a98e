import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import type { Links } from './links'

/** What sending needs besides the database. */
export interface SendSettings {
  /** Null: this process cannot send mail, and leaves it to others. */
  smtpUrl: string | null
  mailFrom: string
  /** Right side of the mails' ids. */
  mailDomain: string
  allowPrivateWebhooks: boolean
}

export interface SenderContext {
  pool: Pool
  keyring: Keyring
  links: Links
  settings: SendSettings
  log: Log
  /** The process's clock, in ms: for signatures and the log of tries; what is due is the database's business. */
  now(): number
  random(): number
}

/** Kinds of channels that this process can send to. What it cannot do it never touches: another one can. */
export function kindsOf({ smtpUrl }: SendSettings): string[] {
  return smtpUrl === null ? ['webhook'] : ['webhook', 'email']
}

/** The others: what is due for a day by these, nobody has sent. */
export function kindsLacking(settings: SendSettings): string[] {
  const able = kindsOf(settings)
  return ['webhook', 'email'].filter((kind) => !able.includes(kind))
}
