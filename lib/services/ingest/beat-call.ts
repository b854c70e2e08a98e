import type { BeatFields } from '@/lib/contract/beat'

/** One call of a heartbeat URL, read and waiting to be committed. */
export interface BeatCall {
  key: string
  keyHash: Buffer
  fields: BeatFields
  warnings: string[]
  /** By the database's clock; when the headers were read. */
  receivedAt: number
  method: string
  agent: string | null
  ip: string | null
  /** Over the monitor's rate. What advances or tells changes the state then, and leaves no row in the history. */
  isCoalesced: boolean
}

/** What became of it. */
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
  /** `of`: what beats too often. */
  | { kind: 'too_many'; of: 'monitor' | 'workspace'; retryAfterSeconds: number }
  | { kind: 'unavailable'; retryAfterSeconds: number }
  | { kind: 'broken' }

/** Clients that were turned away must not come back all at once, nor use up their tries while a database moves to its standby. */
export function unavailable(): BeatResult {
  return { kind: 'unavailable', retryAfterSeconds: 5 + Math.floor(Math.random() * 11) }
}
