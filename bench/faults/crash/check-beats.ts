import type { LedgerBeat } from '@/bench/support/beat-ledger'
import type { Report } from '@/bench/support/report'
import type { Job } from './jobs'
import type { Truth } from './read-truth'

const ANSWER_LIMIT_MS = 6_000
const RETRIED = new Set([503, 429])

/** The answers to the jobs, compared with the stored rows. */
export function checkBeats(
  report: Report,
  { ledger, truth, jobs }: { ledger: LedgerBeat[]; truth: Truth; jobs: Job[] },
): void {
  const ours = new Set(jobs.map((job) => job.monitor))
  const rows = truth.beats.filter((row) => ours.has(row.monitor))
  const bySeq = new Map(rows.map((row) => [`${row.monitor} ${row.seq}`, row]))
  const byId = new Map(ledger.map((beat) => [beat.id, beat]))

  report.none(
    'every acknowledged beat is a row, with the seq of its answer',
    ledger.filter(({ id, monitor, signal, ack }) => {
      if (!ack) return false
      const row = bySeq.get(`${monitor} ${ack.seq}`)
      return row?.message !== id || row.signal !== signal
    }),
  )
  const seen = new Set<string>()
  report.none(
    'no idempotency key has two rows',
    rows.filter(({ message }) => {
      const isSecond = seen.has(String(message))
      seen.add(String(message))
      return isSecond
    }),
  )
  report.none(
    'every row is a beat that a job sent, and has its idempotency key',
    rows
      .filter(({ message, monitor }) => byId.get(String(message))?.monitor !== monitor)
      .concat(withoutKey(truth, rows)),
  )
  report.none('seq rises without gaps for each monitor', gaps(truth, rows, ours))
  report.none(
    'every answer was 200, 503 or 429',
    ledger.flatMap(({ id, tries }) =>
      tries.filter((t) => t.status !== null && t.status !== 200 && !RETRIED.has(t.status)).map((t) => ({ id, ...t })),
    ),
  )
  report.none(
    `every answer came within ${ANSWER_LIMIT_MS / 1_000} s`,
    ledger.flatMap(({ id, tries }) =>
      tries.filter((t) => t.endedAt - t.at > ANSWER_LIMIT_MS).map((t) => ({ id, ...t })),
    ),
  )
  checkRuns(report, { ledger, truth, jobs })
}

function withoutKey(truth: Truth, rows: Truth['beats']): Truth['beats'] {
  const keys = new Set(truth.keys.map(({ monitor, key, seq }) => `${monitor} ${key} ${seq}`))
  return rows.filter(({ monitor, message, seq }) => !keys.has(`${monitor} ${message} ${seq}`))
}

function gaps(truth: Truth, rows: Truth['beats'], ours: ReadonlySet<string>): object[] {
  const seqs = new Map<string, number[]>()
  for (const { monitor, seq } of rows) seqs.set(monitor, [...(seqs.get(monitor) ?? []), seq])
  return truth.states
    .filter(({ monitor }) => ours.has(monitor))
    .map(({ monitor, seq }) => ({ monitor, seq, rows: seqs.get(monitor) ?? [] }))
    .filter(({ seq, rows: list }) => list.length !== seq || list.some((value, i) => value !== i + 1))
    .map(({ monitor, seq, rows: list }) => ({
      monitor,
      seq,
      rows: list.length,
      missing: list.findIndex((v, i) => v !== i + 1) + 1,
    }))
}

/** A run whose end was acknowledged is stored as ended. */
function checkRuns(report: Report, { ledger, truth, jobs }: { ledger: LedgerBeat[]; truth: Truth; jobs: Job[] }): void {
  const kinds = new Map(jobs.map((job) => [job.monitor, job.kind]))
  const stored = new Map<string, Truth['runs']>()
  for (const run of truth.runs) {
    const name = `${run.monitor} ${run.key}`
    stored.set(name, [...(stored.get(name) ?? []), run])
  }
  const ended = ledger.filter((beat) => beat.run !== null && !beat.part && beat.ack && beat.signal === 'success')
  report.none(
    'every run whose end was acknowledged is one row, succeeded, with all its shards',
    ended
      .map(({ monitor, run }) => ({ monitor, run, rows: stored.get(`${monitor} ${run}`) ?? [] }))
      .filter(({ monitor, rows }) => {
        const [row] = rows
        if (rows.length !== 1 || row?.state !== 'succeeded' || row.attempt !== 1) return true
        return kinds.get(monitor) === 'fan-out' && (row.shardsSucceeded !== 4 || row.shardsExpected !== 4)
      }),
  )
}
