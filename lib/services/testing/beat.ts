import { newId } from '@/lib/base/ids'
import { applyBeat, type Beat } from '@/lib/core'
import { SIGNAL_BYTES } from '@/lib/db/ingest/signal-bytes'
import type { ServiceContext } from '../context'
import { decideOnMonitor } from '../monitors/decide-on-monitor'
import { asIngest } from './people'

/**
 * Applies a beat to a monitor as ingest would, and stores it as a row. Instants are by the
 * database's clock.
 */
export async function beat(ctx: ServiceContext, monitorId: string, fields: Partial<Beat> & { output?: string } = {}) {
  const { output, ...given } = fields
  let sent: { seq: number; runId: string | null } = { seq: 0, runId: null }
  await decideOnMonitor(asIngest(ctx), monitorId, async ({ snapshot, client, now }) => {
    const full: Beat = { ...EMPTY, receivedAt: now, newRunId: newId(), ...given }
    const outcome = applyBeat(snapshot, full)
    sent = { seq: outcome.snapshot.state.seq, runId: outcome.runId }
    await client.query(
      `INSERT INTO beat (workspace_id, monitor_id, seq, received_at, signal, run_id, step, shard, message, output, detail)
       VALUES ($1, $2, $3, to_timestamp($4 / 1000.0::float8), $5, $6, $7, $8, $9, $10, $11)`,
      [
        ctx.workspaceId,
        monitorId,
        sent.seq,
        full.receivedAt,
        SIGNAL_BYTES[full.signal],
        sent.runId,
        full.step,
        full.shard,
        full.message,
        output ?? null,
        detailOf(full),
      ],
    )
    return outcome
  })
  return sent
}

function detailOf({ done, add }: Beat): string | null {
  const amounts = Object.fromEntries(Object.entries({ done, add }).filter(([, value]) => value !== null))
  return Object.keys(amounts).length === 0 ? null : JSON.stringify(amounts)
}

const EMPTY = {
  signal: 'success',
  runKey: null,
  attempt: null,
  step: null,
  shard: null,
  shards: null,
  done: null,
  total: null,
  add: null,
  unit: null,
  message: null,
  checkpoint: null,
} as const
