import { reasonWords } from '@/components/alerts/reason-words'
import { awayWords, inDoubtWords } from '@/components/time/away-words'
import { formatAge, formatDuration } from '@/components/time/format-duration'
import { formatInstant } from '@/components/time/format-instant'
import { formatPercent } from '@/components/ui/format-number'
import { assertNever } from '@/lib/base/assert-never'
import type { RunView, ShardView } from '@/lib/contract/runs'

interface Clock {
  now: number
  zone: string
}

/** One line that says how a run stands. */
export function runWords(run: RunView, clock: Clock): string {
  const words = stateWords(run, clock)
  if (run.inDoubt) return `${words}; ${inDoubtWords(run.inDoubt, clock)}`
  return run.away && run.shown !== 'unjudged' ? `${words}; ${awayWords(run.away, clock)}` : words
}

function stateWords(run: RunView, clock: Clock): string {
  const took = run.durationSeconds === null ? '' : formatDuration(run.durationSeconds)
  switch (run.shown) {
    case 'running':
      return openWords(run, clock)
    case 'stalled':
      return `${currentStep(run) ?? 'it'} has stopped advancing; ${openWords(run, clock)}`
    case 'silent':
      return `no beat for ${formatAge((clock.now - Date.parse(run.lastBeatAt)) / 1000)}; its end was not heard`
    case 'succeeded':
      return took ? `succeeded in ${took}` : 'succeeded'
    case 'partial':
      return ['succeeded', failedParts(run), took && `in ${took}`].filter(Boolean).join(', ')
    case 'failed':
      return [`failed${took ? ` after ${took}` : ''}`, run.reason && run.reason !== 'failed' && reasonWords(run.reason)]
        .filter(Boolean)
        .join(', ')
    case 'timed_out':
      return took ? `timed out after ${took}` : 'timed out'
    case 'lost':
      return 'never ended: a newer run took its place'
    case 'unjudged':
      return unjudgedWords(run, clock)
    default:
      return assertNever(run.shown)
  }
}

function unjudgedWords({ away }: RunView, { now, zone }: Clock): string {
  if (away === null) return 'could not be heard, so nobody knows how it ended'
  const at = (instant: string) => formatInstant(Date.parse(instant), { now, zone, seconds: true })
  return `could not be heard from ${at(away.from)} to ${at(away.to)}, so nobody knows how it ended`
}

function openWords(run: RunView, { now, zone }: Clock): string {
  const seconds = run.startedAt === null ? null : Math.max(0, Math.floor((now - Date.parse(run.startedAt)) / 1000))
  const since = seconds === null ? 'running' : `running ${seconds < 60 ? `${seconds} s` : formatDuration(seconds)}`
  const step = currentStep(run)
  const where = [step, run.fraction !== null && formatPercent(run.fraction)].filter(Boolean).join(' ')
  const end =
    run.endsAt && Date.parse(run.endsAt) > now
      ? `ends about ${formatInstant(Date.parse(run.endsAt), { now, zone })}`
      : ''
  return [since, where, end].filter(Boolean).join(', ')
}

/** The step that is running; the last one where several are. Null: none. */
export function currentStep(run: Pick<RunView, 'steps'>): string | null {
  return run.steps.findLast(({ state }) => state === 'running')?.step ?? null
}

function failedParts(run: RunView): string {
  const shards = [...run.shards, ...run.steps.flatMap((step) => step.shards)]
  const failed = shards.filter(({ state }) => state === 'failed').length
  if (failed > 0) return `${failed} of ${Math.max(shards.length, run.shardsExpected ?? 0)} shards failed`
  const steps = run.steps.filter(({ state }) => state === 'failed' || state === 'partial').length
  if (steps > 0) return `${steps} of ${run.steps.length} steps failed`
  const ended = run.shards.filter(({ state }) => state === 'succeeded').length
  return run.shardsExpected !== null && ended < run.shardsExpected
    ? `${ended} of ${run.shardsExpected} shards were heard of`
    : 'in part'
}

/** How the shards of a step or a run stand: `5 of 8 shards`, with what failed. Null: there are none. */
export function shardWords(shards: readonly ShardView[], expected: number | null): string | null {
  const total = Math.max(shards.length, expected ?? 0)
  if (total === 0) return null
  const done = shards.filter(({ state }) => state === 'succeeded' || state === 'partial').length
  const failed = shards.filter(({ state }) => state === 'failed').length
  return `${done} of ${total} shards${failed > 0 ? `, ${failed} failed` : ''}`
}
