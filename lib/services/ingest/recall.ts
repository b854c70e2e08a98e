import { createHash } from 'node:crypto'
import type { AnsweredBeat } from '@/lib/db/ingest/insert-beats'
import type { ResolvedCall } from './understand'

const OWN = 'Give each beat its own key.'
const LONG_MS = 3_600_000

type Said = Pick<ResolvedCall, 'call' | 'signal' | 'step'>

/** A short hash that identifies the beat among those of one idempotency key. */
export function beatMark({ call, signal, step }: Said): string {
  const { runKey, attempt, shard } = call.fields
  return createHash('sha256')
    .update(JSON.stringify([signal, runKey, attempt, step, shard]))
    .digest('base64url')
    .slice(0, 22)
}

/**
 * Finds the earlier answer to a beat with an idempotency key. The key stands for one signal, run, attempt, step and shard: a
 * repeated beat gets its first answer as `earlier`. Any other beat with the key counts.
 */
export function recall(
  said: Said,
  answered: readonly AnsweredBeat[],
): { mark: { beat: string; amounts: string }; earlier: AnsweredBeat | null; warnings: string[] } {
  const { call } = said
  const { done, add } = call.fields
  const beat = beatMark(said)
  const mark = { beat, amounts: `${done ?? ''}/${add ?? ''}` }
  const earlier = answered.find((one) => one.beat === beat || one.beat === '') ?? null
  const warnings: string[] = []
  if (earlier === null && answered.length > 0)
    warnings.push(`The idempotency key was used for another beat before; this one counts. ${OWN}`)
  if (earlier && call.receivedAt - earlier.receivedAt > LONG_MS) {
    const ago = `${Math.round((call.receivedAt - earlier.receivedAt) / LONG_MS)} h ago`
    warnings.push(`The idempotency key was used for this beat about ${ago}; it is not counted again. ${OWN}`)
  }
  if (earlier && earlier.beat !== '' && earlier.amounts !== mark.amounts)
    warnings.push(`The same beat had another done or add before; it is not counted again. ${OWN}`)
  return { mark, earlier, warnings }
}
