import type { Said } from './said'

/** The content of one call of a job, in any format. Null: not given. */
export interface BeatFields {
  /** The statements about the signal. With the key, `meaningOf` decides their meaning. */
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
