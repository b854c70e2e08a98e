import type { Part } from '@/lib/core/types'
import { type BulkColumn, bulkStatement } from '@/lib/db/bulk-statement'

export interface PartToSave {
  workspaceId: string
  part: Part
}

const columns: readonly BulkColumn<PartToSave>[] = [
  ['workspace_id', 'uuid', (r) => r.workspaceId],
  ['run_id', 'uuid', (r) => r.part.runId],
  ['step', 'text', (r) => r.part.step],
  ['shard', 'text', (r) => r.part.shard],
  ['position', 'int8', (r) => r.part.position],
  ['state', 'text', (r) => r.part.state],
  ['started_at', 'instant', (r) => r.part.startedAt],
  ['ended_at', 'instant', (r) => r.part.endedAt],
  ['last_beat_at', 'instant', (r) => r.part.lastBeatAt],
  ['done', 'float8', (r) => r.part.done],
  ['total', 'float8', (r) => r.part.total],
  ['unit', 'text', (r) => r.part.unit],
  ['rate_from_at', 'instant', (r) => r.part.rateFromAt],
  ['rate_from_done', 'float8', (r) => r.part.rateFromDone],
  ['shards_expected', 'int4', (r) => r.part.shardsExpected],
  ['shards_succeeded', 'int4', (r) => r.part.shardsSucceeded],
  ['shards_failed', 'int4', (r) => r.part.shardsFailed],
  ['message', 'text', (r) => r.part.message],
  ['checkpoint', 'text', (r) => r.part.checkpoint],
]
const FIXED = new Set(['workspace_id', 'run_id', 'step', 'shard', 'position', 'started_at'])

export const saveParts = bulkStatement('save_parts', columns, (rows, names) => {
  const set = names.filter((n) => !FIXED.has(n)).map((n) => `${n} = excluded.${n}`)
  return `INSERT INTO run_part (${names.join(', ')}) SELECT ${names.map((n) => `t.${n}`).join(', ')} FROM (${rows}) AS t
    ON CONFLICT (workspace_id, run_id, step, shard) DO UPDATE SET ${set.join(', ')}`
})
