import type { Pool } from 'pg'
import type { LedgerBeat } from '@/bench/support/beat-ledger'
import type { Report } from '@/bench/support/report'
import type { SeededMonitor } from '@/bench/support/seed'
import { OUTAGE_AFTER_MS } from '@/lib/core'
import { signalWord } from '@/lib/db/ingest/signal-bytes'
import { GRACE_SECONDS, INTERVAL_SECONDS } from './stage'

/** A monitor that is silent for so long may go down. */
const SILENCE_MS = (INTERVAL_SECONDS + GRACE_SECONDS) * 1_000

interface Gap {
  from: number
  to: number
}

/** The answers to callers. Returns the longest time in which no beat was taken. */
export function tellOfRefusals(report: Report, beats: readonly LedgerBeat[], struckAt: number): Gap {
  const tries = beats.flatMap((beat) => beat.tries)
  const refused = tries.filter(({ status }) => status === 503)
  const unanswered = tries.filter(({ status }) => status === null)
  const taken = tries.filter(({ status }) => status === 200)
  const gap = longestGap(taken.map(({ endedAt }) => endedAt).filter((at) => at >= struckAt - 1_000))
  const from = Math.min(...refused.map(({ at }) => at))
  const to = Math.max(...refused.map(({ endedAt }) => endedAt))
  report.say(
    `${tries.length} beats, each sent once: 200 to ${taken.length}, 503 to ${refused.length}, no answer to ${unanswered.length}`,
  )
  if (refused.length > 0)
    report.say(`503 over ${(to - from) / 1_000} s, the first sent ${(from - struckAt) / 1_000} s after it`)
  report.say(`no beat taken for ${(gap.to - gap.from) / 1_000} s`)
  report.none(
    'every answer was 200 or 503',
    tries.filter(({ status }) => status !== null && status !== 200 && status !== 503),
  )
  report.none(
    'every call ended by itself',
    tries.filter(({ error }) => error === 'timeout'),
  )
  return gap
}

function longestGap(instants: readonly number[]): Gap {
  const sorted = instants.toSorted((a, b) => a - b)
  const gaps = sorted.slice(1).map((to, i) => ({ from: sorted[i]!, to }))
  return gaps.reduce((longest, gap) => (gap.to - gap.from > longest.to - longest.from ? gap : longest), {
    from: 0,
    to: 0,
  })
}

/** Every beat of the ledger that was answered with 200 is a row. */
export async function checkBeats(report: Report, { pool, beats }: { pool: Pool; beats: readonly LedgerBeat[] }) {
  const acked = beats.filter(({ ack }) => ack !== null)
  const { rows } = await pool.query<{ monitor: string; seq: number; message: string; signal: string }>(
    `SELECT monitor_id AS monitor, seq, message, ${signalWord('signal')} AS signal FROM beat WHERE monitor_id = ANY($1)`,
    [[...new Set(beats.map(({ monitor }) => monitor))]],
  )
  const stored = new Set(rows.map((row) => `${row.monitor} ${row.seq} ${row.message} ${row.signal}`))
  report.none(
    `0 of ${acked.length} acknowledged beats are lost`,
    acked.filter(({ id, monitor, signal, ack }) => !stored.has(`${monitor} ${ack!.seq} ${id} ${signal}`)),
  )
}

/**
 * No monitor with beats went down, and none is in quarantine. A machine that stood still may have delayed all beats.
 */
export async function checkJudgement(
  report: Report,
  {
    pool,
    live,
    beats,
    since,
  }: { pool: Pool; live: readonly SeededMonitor[]; beats: readonly LedgerBeat[]; since: number },
) {
  const downs = (await readDowns(pool, live)).filter(({ at }) => at >= since)
  report.none(
    'no monitor with beats goes down',
    downs.filter(({ monitor, at }) =>
      beats.some((beat) => beat.monitor === monitor && isWithin(beat.tries[0]?.at ?? 0, at - SILENCE_MS, at)),
    ),
  )
  if (downs.length > 0)
    report.say(`${downs.length} downs after ${SILENCE_MS / 1_000} s or more without a call, or false ones`)
  const { rows } = await pool.query('SELECT monitor_id FROM monitor_state WHERE check_error IS NOT NULL')
  report.none('no monitor is in quarantine', rows)
}

const isWithin = (at: number, from: number, to: number) => at > from && at < to

export async function readDowns(pool: Pool, monitors: readonly SeededMonitor[]) {
  const { rows } = await pool.query<{ monitor: string; reason: string; at: number }>(
    `SELECT monitor_id AS monitor, reason, at FROM flip WHERE to_status = 'down' AND monitor_id = ANY($1)`,
    [monitors.map(({ id }) => id)],
  )
  return rows
}

export async function readLastOutage(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM outage')
  return rows[0]!.seq
}

/**
 * One outage for the time in which beats were refused, where that was 5 s or more; one at most where it was less. A
 * machine that is too busy may cause more outages, which are printed.
 */
export async function checkOutages(
  report: Report,
  { pool, before, refused }: { pool: Pool; before: number; refused: Gap },
): Promise<void> {
  const { rows } = await pool.query<{ started_at: number; ended_at: number; cause: string }>(
    `SELECT started_at, ended_at, cause FROM outage
     WHERE seq > $1 AND ended_at - started_at >= interval '5 seconds' ORDER BY seq`,
    [before],
  )
  const shown = rows.map((row) => `${row.cause}, ${Math.round((row.ended_at - row.started_at) / 100) / 10} s`)
  report.say(`outages on record: ${shown.join('; ') || 'none'}`)
  const own = rows.filter((row) => row.started_at < refused.to && row.ended_at > refused.from)
  if (refused.to - refused.from >= OUTAGE_AFTER_MS)
    report.check('one outage is recorded for it', own.length === 1, rows)
  else report.check('one outage at most is recorded for it', own.length <= 1, rows)
}
