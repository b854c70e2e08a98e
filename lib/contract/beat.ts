import type { Said } from './said'

/** What a job said in one call, whatever way it said it. Null: it did not say. */
export interface BeatFields {
  /** Of the signal. What it means is known with the key: `meaningOf`. */
  said: Said
  message: string | null
  runKey: string | null
  attempt: number | null
  step: string | null
  shard: string | null
  shards: number | null
  done: number | null
  total: number | null
  add: number | null
  unit: string | null
  checkpoint: string | null
  host: string | null
  env: string | null
  url: string | null
  trace: string | null
  metrics: Record<string, number> | null
  exit: number | null
  idempotencyKey: string | null
  output: string | null
  outputTruncated: boolean
}
