import type { Signal } from '@/lib/core/types'

/** What a job said in one call, whatever way it said it. Null: it did not say. */
export interface BeatFields {
  signal: Signal | null
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

const SIGNALS: Record<string, Signal> = {
  start: 'start',
  run: 'start',
  begin: 'start',
  progress: 'progress',
  success: 'success',
  complete: 'success',
  finish: 'success',
  done: 'success',
  ok: 'success',
  fail: 'fail',
  failure: 'fail',
  error: 'fail',
  log: 'log',
}

/** The words that may end a heartbeat URL, for error texts. */
export const SIGNAL_WORDS = Object.keys(SIGNALS)

/** The signal that a word or an exit status (0–255; 0 is success) stands for. Null: neither. */
export function parseSignal(word: string): { signal: Signal; exit: number | null } | null {
  const signal = Object.hasOwn(SIGNALS, word.toLowerCase()) ? SIGNALS[word.toLowerCase()] : undefined
  if (signal) return { signal, exit: null }
  if (!/^\d{1,3}$/.test(word)) return null
  const exit = Number(word)
  return exit > 255 ? null : { signal: exit === 0 ? 'success' : 'fail', exit }
}
