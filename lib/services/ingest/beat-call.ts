import type { BeatFields } from '@/lib/contract/beat'

/** One call of a heartbeat URL, read and waiting to be committed. */
export interface BeatCall {
  key: string
  keyHash: Buffer
  fields: BeatFields
  warnings: string[]
  /** When the headers were read, in ms by the database's clock. */
  receivedAt: number
  method: string
  agent: string | null
  ip: string | null
  /** Above the rate of its key or its workspace. A progress or log beat then changes the state, and leaves no row in the history. */
  isCoalesced: boolean
}

/** The result of a call. */
export type BeatResult =
  | {
      kind: 'counted'
      runId: string | null
      seq: number
      isDuplicate: boolean
      isCoalesced: boolean
      warnings: string[]
    }
  | { kind: 'unknown_key' }
  /** The path names no signal. */
  | { kind: 'bad_signal'; text: string }
  /** The monitor takes no GET and no HEAD. */
  | { kind: 'post_only' }
  | { kind: 'deleted' }
  /** `of`: what sends too many beats. */
  | { kind: 'too_many'; of: 'monitor' | 'workspace'; retryAfterSeconds: number }
  | { kind: 'unavailable'; retryAfterSeconds: number }
  | { kind: 'broken' }

/**
 * The wait is random and at least 5 s: refused clients must not all call again at once, nor use up their tries while a database
 * switches to its standby.
 */
export function unavailable(): BeatResult {
  return { kind: 'unavailable', retryAfterSeconds: 5 + Math.floor(Math.random() * 11) }
}
