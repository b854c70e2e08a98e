import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import type { Links } from './links'

/** The settings for sending. */
export interface SendSettings {
  /** Null: this process cannot send mail, and leaves it to other processes. */
  smtpUrl: string | null
  mailFrom: string
  /** The domain part of the mails' message ids. */
  mailDomain: string
  allowPrivateWebhooks: boolean
}

export interface SenderContext {
  pool: Pool
  keyring: Keyring
  links: Links
  settings: SendSettings
  log: Log
  /**
   * The process's clock, in ms, for signatures and the log of tries. What is due is decided by the
   * database's clock.
   */
  now(): number
  random(): number
}

/** Kinds of channels that this process can send to. It leaves all others to other processes. */
export function kindsOf({ smtpUrl }: SendSettings): string[] {
  return smtpUrl === null ? ['webhook'] : ['webhook', 'email']
}

/** Kinds that this process cannot send to. If their deliveries are due for a day, no process can send them. */
export function kindsLacking(settings: SendSettings): string[] {
  const able = kindsOf(settings)
  return ['webhook', 'email'].filter((kind) => !able.includes(kind))
}
