import type { ClientBase } from 'pg'
import type { Signal } from '@/lib/core/types'
import { bulkStatement } from '@/lib/db/bulk-statement'
import { SIGNAL_BYTES } from './signal-bytes'

export interface BeatToSave {
  workspaceId: string
  monitorId: string
  seq: number
  receivedAt: number
  signal: Signal
  runId: string | null
  step: string | null
  shard: string | null
  message: string | null
  output: string | null
  /** The caller's address, in a form that PostgreSQL reads as `inet`. */
  ip: string | null
  /** JSON text. */
  detail: string | null
}

export const insertBeats = bulkStatement<BeatToSave>(
  'insert_beats',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['seq', 'int8', (r) => r.seq],
    ['received_at', 'instant', (r) => r.receivedAt],
    ['signal', 'char', (r) => SIGNAL_BYTES[r.signal]],
    ['run_id', 'uuid', (r) => r.runId],
    ['step', 'text', (r) => r.step],
    ['shard', 'text', (r) => r.shard],
    ['message', 'text', (r) => r.message],
    ['output', 'text', (r) => r.output],
    ['ip', 'inet', (r) => r.ip],
    ['detail', 'jsonb', (r) => r.detail],
  ],
  (rows, names) =>
    `INSERT INTO beat (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t`,
)

export interface IdempotencyToSave {
  workspaceId: string
  monitorId: string
  key: string
  /** The beat that the answer belongs to. Empty: any beat. */
  beat: string
  amounts: string
  seq: number
  runId: string | null
  receivedAt: number
}

export const insertIdempotency = bulkStatement<IdempotencyToSave>(
  'insert_idempotency',
  [
    ['workspace_id', 'uuid', (r) => r.workspaceId],
    ['monitor_id', 'uuid', (r) => r.monitorId],
    ['key', 'text', (r) => r.key],
    ['beat', 'text', (r) => r.beat],
    ['amounts', 'text', (r) => r.amounts],
    ['seq', 'int8', (r) => r.seq],
    ['run_id', 'uuid', (r) => r.runId],
    ['received_at', 'instant', (r) => r.receivedAt],
  ],
  (rows, names) =>
    `INSERT INTO beat_idempotency (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t`,
)

/** A beat that was answered before under an idempotency key. */
export type AnsweredBeat = Omit<IdempotencyToSave, 'workspaceId' | 'monitorId' | 'key'>

export type WantedAnswer = Pick<IdempotencyToSave, 'workspaceId' | 'monitorId' | 'key' | 'beat'>

/**
 * The earlier answers to these beats under these idempotency keys, by `monitor id + key`. If a beat
 * has no answer, one other beat of the key is returned, if any. A job that never changes its key
 * has a row for each of thousands of shards. The monitors' rows must be locked.
 */
export async function loadIdempotency(
  client: ClientBase,
  wanted: readonly WantedAnswer[],
): Promise<Map<string, AnsweredBeat[]>> {
  const { rows } = await client.query<AnsweredBeat & { monitor_id: string; key: string }>({
    name: 'load_idempotency',
    text: `SELECT DISTINCT i.monitor_id, i.key, i.beat, i.amounts, i.seq, i.run_id AS "runId", i.received_at AS "receivedAt"
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS w(workspace_id, monitor_id, key, beat)
      CROSS JOIN LATERAL (
        SELECT * FROM beat_idempotency o
        WHERE o.workspace_id = w.workspace_id AND o.monitor_id = w.monitor_id AND o.key = w.key AND o.beat = ANY(ARRAY[w.beat, ''])
        UNION ALL (
          SELECT * FROM beat_idempotency o
          WHERE o.workspace_id = w.workspace_id AND o.monitor_id = w.monitor_id AND o.key = w.key LIMIT 1)
      ) i ORDER BY i.received_at`,
    values: [
      wanted.map((one) => one.workspaceId),
      wanted.map((one) => one.monitorId),
      wanted.map((one) => one.key),
      wanted.map((one) => one.beat),
    ],
  })
  const answered = new Map<string, AnsweredBeat[]>()
  for (const { monitor_id, key, ...beat } of rows) {
    const known = answered.get(monitor_id + key)
    if (known) known.push(beat)
    else answered.set(monitor_id + key, [beat])
  }
  return answered
}
