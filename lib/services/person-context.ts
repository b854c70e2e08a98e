import type { Keyring } from '@/lib/base/secrets'
import type { WalledDatabase } from '@/lib/db/walls'
import type { Caller } from './context'

/** What a verb works in that is about a person and no workspace in particular. */
export interface PersonContext {
  person: { id: string; email: string; name: string }
  sessionId: string
  db: WalledDatabase
  keyring: Keyring
  now: Date
  /** Where people and jobs reach us, without a slash at the end. */
  baseUrl: string
  caller: Caller
}
