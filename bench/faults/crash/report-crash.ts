import type { LedgerBeat } from '@/bench/support/beat-ledger'
import { groupBy } from '@/bench/support/group-by'
import { quantile } from '@/bench/support/quantile'
import type { Report } from '@/bench/support/report'
import type { SinkLine } from '@/bench/support/webhook-sink'
import { expectedAlerts } from './check-alerts'
import type { Job } from './jobs'
import { type Kill, VICTIMS } from './killer'
import type { Truth } from './read-truth'

export interface CrashFacts {
  beats: LedgerBeat[]
  kills: Kill[]
  /** While processes were killed. Instants in milliseconds. */
  crash: { from: number; to: number }
  truth: Truth
  lines: readonly SinkLine[]
  jobs: Job[]
}

/** Prints what was sent, killed and received. */
export function reportCrash(report: Report, { beats, kills, crash, truth, lines, jobs }: CrashFacts): void {
  const seconds = (crash.to - crash.from) / 1_000
  const acked = beats.filter((beat) => beat.ack)
  const inCrash = acked.filter((beat) => beat.ack!.at >= crash.from && beat.ack!.at <= crash.to)
  const repeated = acked.filter((beat) => beat.ack?.isDuplicate)
  const tries = beats.flatMap((beat) => beat.tries)
  const failures = tries.filter((t) => t.status !== 200)
  const answered = tries.filter((t) => t.status === 200).map((t) => t.endedAt - t.at)
  report.say(
    `${jobs.length} monitors; ${Math.round(seconds)} s with crashes and ${Math.round(inCrash.length / seconds)} beats/s, then no kills until all alerts were sent`,
  )
  report.say(`beats acknowledged ${acked.length}, of these ${repeated.length} at a repeated try as a duplicate`)
  report.say(`tries ${tries.length}, of which ${failures.length} failed: ${counted(failures.map(nameOf))}`)
  report.say(`answers with 200: p50 ${quantile(answered, 0.5)} ms, p99 ${quantile(answered, 0.99)} ms`)
  report.say(
    `kills ${kills.length}: ${VICTIMS.map((v) => `${v} ${kills.filter((k) => k.victim === v).length}`).join(', ')}`,
  )
  report.say(
    `flips ${truth.flips.length}, of which with an alert on a channel ${expectedAlerts(truth.flips, jobs).length}`,
  )
  const taken = lines.filter((line) => line.answer === 'ok')
  const messages = new Set(taken.map((line) => `${line.channel} ${line.webhookId}`)).size
  report.say(
    `webhooks: ${lines.length} tries (${counted(lines.map((l) => l.answer))}), ${messages} messages taken (${counted(taken.map((l) => l.type))}), ${taken.length - messages} taken twice; outages ${truth.outages.length}`,
  )
}

function nameOf({ status, error }: { status: number | null; error: string | null }): string {
  return status === null ? String(error) : String(status)
}

function counted(names: readonly string[]): string {
  return [...groupBy(names, (name) => name)].map(([name, all]) => `${name} ${all.length}`).join(', ') || 'none'
}
