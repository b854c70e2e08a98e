import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import type { Keyring } from '@/lib/base/secrets'
import type { Need, SendSettings } from '@/lib/notify/channel-kind'
import { channelKinds } from '@/lib/notify/kinds'
import type { Links } from './links'

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
export function kindsOf(settings: SendSettings): string[] {
  return channelKinds.filter(({ need }) => need === null || need.isMet(settings)).map(({ kind }) => kind)
}

/**
 * Kinds that this process cannot send to, and what they need. If their deliveries are due for a
 * day, no process can send them.
 */
export function kindsLacking(settings: SendSettings): { kind: string; need: Need }[] {
  return channelKinds.flatMap(({ kind, need }) => (need === null || need.isMet(settings) ? [] : [{ kind, need }]))
}
