import type { LedgerBeat } from '@/bench/support/beat-ledger'
import { groupBy } from '@/bench/support/group-by'
import type { Report } from '@/bench/support/report'
import type { Job } from './jobs'
import type { FlipRow, Truth } from './read-truth'

interface Materials {
  ledger: LedgerBeat[]
  truth: Truth
  jobs: Job[]
}

/** The monitors' history of status, against what their jobs did. */
export function checkFlips(report: Report, { ledger, truth, jobs }: Materials): void {
  const byMonitor = groupBy(truth.flips, (flip) => flip.monitor)
  const flipsOf = (monitor: string) => byMonitor.get(monitor) ?? []

  report.none(
    'flips chain: versions without gaps, each begins with the status of the one before',
    jobs.flatMap(({ monitor }) =>
      flipsOf(monitor).filter(
        (flip, i, all) => flip.version !== i + 1 || flip.from !== (all[i - 1]?.to ?? 'new') || flip.from === flip.to,
      ),
    ),
  )
  report.none(
    'the status is that of the last flip',
    truth.states.filter(({ monitor, status, flipVersion }) => {
      const last = flipsOf(monitor).at(-1)
      return status !== (last?.to ?? 'new') || flipVersion !== (last?.version ?? 0)
    }),
  )
  const open = new Map(truth.openIncidents.map(({ monitor, count }) => [monitor, count]))
  report.none(
    'one open incident for each monitor that is down, none for the others',
    truth.states.filter(({ monitor, status }) => (open.get(monitor) ?? 0) !== (status === 'down' ? 1 : 0)),
  )
  report.none(
    'the checker put no monitor in quarantine',
    truth.states.filter(({ checkError }) => checkError !== null),
  )

  const finishes = groupBy(
    ledger.filter((beat) => isFinish(beat)),
    (beat) => beat.monitor,
  )
  report.none(
    'no monitor went down for a silence that did not happen',
    jobs.flatMap((job) =>
      flipsOf(job.monitor)
        .filter((flip) => flip.to === 'down' && flip.reason !== 'failed')
        .filter((flip) => flip.reason !== 'missed' || wasHeard(finishes.get(job.monitor) ?? [], { job, flip }))
        .map((flip) => ({ kind: job.kind, ...flip })),
    ),
  )
  report.none(
    'every other flip is what the job sent, and nothing that it sent is missing',
    jobs.flatMap((job) => {
      const expected = expectedFlips(job.monitor, { truth, flips: flipsOf(job.monitor) })
      const found = flipsOf(job.monitor).map((flip) => `${flip.to} ${flip.reason}`)
      return expected.join() === found.join() ? [] : [{ kind: job.kind, monitor: job.monitor, expected, found }]
    }),
  )
  report.none(
    'every monitor whose job is dead is down',
    jobs
      .filter(({ kind }) => kind === 'silent' || kind === 'storm')
      .filter(({ monitor }) => flipsOf(monitor).at(-1)?.to !== 'down')
      .map(({ kind, monitor }) => ({ kind, monitor, flips: flipsOf(monitor) })),
  )
}

function isFinish({ signal, part, ack }: LedgerBeat): boolean {
  return ack !== null && !part && (signal === 'success' || signal === 'fail')
}

/** Whether a finish was surely received after the one that the deadline counts from, and before the deadline. */
function wasHeard(finishes: readonly LedgerBeat[], { job, flip }: { job: Job; flip: FlipRow }): boolean {
  return finishes.some(({ tries, ack }) => tries[0]!.at > flip.at - job.patienceMs && ack!.at <= flip.at)
}

/** Replays what was stored of the job's finishes, and the silences among them, by the rules of status. */
function expectedFlips(monitor: string, { truth, flips }: { truth: Truth; flips: readonly FlipRow[] }): string[] {
  const silences = flips.filter((flip) => flip.reason === 'missed').map(({ at }) => ({ at, what: 'missed' }))
  const finishes = truth.beats
    .filter((row) => row.monitor === monitor && row.step === null && row.shard === null)
    .filter(({ signal }) => signal === 'success' || signal === 'fail')
    .map(({ receivedAt, signal }) => ({ at: receivedAt, what: signal }))
  const events = [...silences, ...finishes].sort((a, b) => a.at - b.at)
  const told: string[] = []
  let status = 'new'
  for (const { what } of events) {
    if (what === 'success' && status === 'new') told.push('up first_success')
    if (what === 'success' && status === 'down') told.push('up recovered')
    if (what === 'fail' && status !== 'down') told.push('down failed')
    if (what === 'missed' && status !== 'down') told.push('down missed')
    status = what === 'success' ? 'up' : 'down'
  }
  return told
}
