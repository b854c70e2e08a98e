import { awayLabels, inDoubtLabels } from '@/components/time/away-labels'
import { formatAge, formatDuration } from '@/components/time/format-duration'
import { formatInstant } from '@/components/time/format-instant'
import { formatPercent } from '@/components/ui/format-number'
import { assertNever } from '@/lib/base/assert-never'
import type { RunView, ShardView, StepView } from '@/lib/contract/runs'

interface Clock {
  now: number
  zone: string
}

/** One line about a run: its state, its place, and the reason. */
export function runLabels(run: RunView, clock: Clock): string {
  const words = stateWords(run, clock)
  if (run.inDoubt) return `${words}; ${inDoubtLabels(run.inDoubt, clock)}`
  return run.away && run.shown !== 'unjudged' ? `${words}; ${awayLabels(run.away, clock)}` : words
}

function stateWords(run: RunView, clock: Clock): string {
  const took = run.durationSeconds === null ? '' : formatDuration(run.durationSeconds)
  const place = placeOf(run)
  const inPlace = place ? ` in ${place.name}` : ''
  switch (run.shown) {
    case 'running':
      return openWords(run, clock)
    case 'stalled':
      return [`${place?.name ?? 'it'} has not moved for ${ageOf(run, clock)}`, standing(run), failureWords(run)]
        .filter(Boolean)
        .join(', ')
    case 'silent':
      return [`no beat for ${ageOf(run, clock)}${inPlace}`, standing(run), failureWords(run)].filter(Boolean).join(', ')
    case 'succeeded':
      return took ? `succeeded in ${took}` : 'succeeded'
    case 'partial':
      return ['succeeded', failedParts(run), took && `in ${took}`].filter(Boolean).join(', ')
    case 'failed':
      return `failed${took ? ` after ${took}` : ''}${inPlace}${saidOf(place?.message ?? run.message)}`
    case 'timed_out':
      return [`exceeded max runtime${took ? ` after ${took}` : ''}${inPlace}`, failureWords(run)]
        .filter(Boolean)
        .join(', ')
    case 'lost':
      return `never ended${inPlace}: a newer run replaced it`
    case 'unjudged':
      return unjudgedWords(run, clock)
    default:
      return assertNever(run.shown)
  }
}

function unjudgedWords({ away }: RunView, { now, zone }: Clock): string {
  if (away === null) return 'unjudged: Lubdub had an outage, so its end is unknown'
  const at = (instant: string) => formatInstant(Date.parse(instant), { now, zone, seconds: true })
  return `unjudged: Lubdub was away from ${at(away.from)} to ${at(away.to)}, so its end is unknown`
}

function openWords(run: RunView, { now, zone }: Clock): string {
  const seconds = run.startedAt === null ? null : Math.max(0, Math.floor((now - Date.parse(run.startedAt)) / 1000))
  const since = seconds === null ? 'running' : `running ${seconds < 60 ? `${seconds} s` : formatDuration(seconds)}`
  const end =
    run.endsAt && Date.parse(run.endsAt) > now
      ? `ends about ${formatInstant(Date.parse(run.endsAt), { now, zone })}`
      : ''
  const where = [currentStep(run), standing(run)].filter(Boolean).join(' ')
  return [since, where, end, failureWords(run)].filter(Boolean).join(', ')
}

const standing = ({ fraction }: RunView) => (fraction === null ? '' : formatPercent(fraction))

/** How long nothing changed, as far as is known: since the last beat. */
function ageOf({ lastBeatAt }: RunView, { now }: Clock): string {
  return formatAge(Math.max(0, now - Date.parse(lastBeatAt)) / 1000)
}

interface Place {
  name: string
  message: string | null
}

/** The place of a run, or of its end: the failed part, else the step that is open or was open last. */
function placeOf(run: RunView): Place | null {
  const failed = failedPart(run)
  if (run.shown === 'failed' && failed) return failed
  const open = run.steps.findLast(({ shown }) => OPEN.has(shown))
  return open ? { name: open.step, message: open.message } : null
}

const OPEN: ReadonlySet<StepView['shown']> = new Set(['running', 'silent', 'stalled', 'died'])

/** The part that failed last, shards before their step. */
function failedPart({ steps, shards }: RunView): Place | null {
  const parts = [
    ...shards.map((shard) => ({ ...shard, name: `shard ${shard.shard}` })),
    ...steps.flatMap((step) => [
      ...step.shards.map((shard) => ({ ...shard, name: `shard ${shard.shard} of ${step.step}` })),
      { ...step, name: step.step },
    ]),
  ]
  const failed = parts.filter(({ state }) => state === 'failed')
  const [latest] = failed.toSorted((a, b) => (b.endedAt ?? '').localeCompare(a.endedAt ?? ''))
  return latest ? { name: latest.name, message: latest.message } : null
}

/** The failed part while the run continues, and its message: `shard 5 failed: connection refused`. */
function failureWords(run: RunView): string {
  const failed = failedPart(run)
  return failed ? `${failed.name} failed${saidOf(failed.message)}` : ''
}

function saidOf(message: string | null): string {
  const [line = ''] = (message ?? '').trim().split('\n')
  return line === '' ? '' : `: ${line}`
}

/** The step that is running; the last one if there are several. Null: none. */
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
    ? `${ended} of ${run.shardsExpected} shards sent beats`
    : 'in part'
}

/** The state of the shards of a step or a run: `5 of 8 shards`, with the failed ones. Null: there are none. */
export function shardLabels(shards: readonly ShardView[], expected: number | null): string | null {
  const total = Math.max(shards.length, expected ?? 0)
  if (total === 0) return null
  const done = shards.filter(({ state }) => state === 'succeeded' || state === 'partial').length
  const failed = shards.filter(({ state }) => state === 'failed').length
  return `${done} of ${total} shards${failed > 0 ? `, ${failed} failed` : ''}`
}
