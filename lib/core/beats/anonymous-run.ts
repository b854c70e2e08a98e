import type { Draft } from '../monitors/draft'
import { isImplied } from '../runs/declared-steps'
import { maxRuntimeMs } from '../runs/durations'
import type { Beat, Instant, Part, Run } from '../types'
import { isPartBeat } from './beat-level'
import { isWithin, REPEAT_MS, RESTART_MS } from './windows'

const DAY_MS = 86_400_000

/**
 * The minimum time, in ms, in which beats of a part still belong to a run that ended before the
 * part began again.
 */
export function restartMs(config: Draft['config']): number {
  return maxRuntimeMs(config) ?? DAY_MS
}

/**
 * The anonymous run that the beat belongs to: the open one; or the one that ended last, if the beat
 * is late or a repeat. `latest` is the open run, which the next run supersedes.
 */
export function latestAnonymous(draft: Draft, beat: Beat): { run: Run | null; latest: Run | null } {
  const open = draft.runs.find((run) => run.key === null && run.state === 'running')
  if (open !== undefined) return { run: beginsNext(draft, open, beat) ? null : open, latest: open }
  const ended = draft.runs.findLast((run) => run.key === null)
  return { run: ended !== undefined && isLateFor(draft, ended, beat) ? ended : null, latest: null }
}

/** Whether a beat of a part shows that the next run has begun. */
function beginsNext({ config, parts }: Draft, run: Run, beat: Beat): boolean {
  const { signal, receivedAt: at } = beat
  if (!run.partOpened || !isPartBeat(beat) || signal === 'log') return false
  const isOld = (since: Instant | null) =>
    since !== null && !isWithin(REPEAT_MS, { since, at, schedule: config.schedule })
  const part = partOf(parts, run, beat)
  if (part?.state === 'succeeded' && isOld(part.endedAt) && (signal === 'start' || !isImplied(config, part)))
    return true
  const isFirstStart = signal === 'start' && beat.shard === null && beat.step === config.steps[0]
  return isFirstStart && isOld(run.startedAt) && parts.some((p) => p.runId === run.id && config.steps.includes(p.step))
}

function isLateFor(draft: Draft, run: Run, beat: Beat): boolean {
  const { config, parts } = draft
  const { signal, receivedAt: at } = beat
  if (run.endedAt === null || signal === 'log') return false
  const schedule = config.schedule
  const isSoon = isWithin(REPEAT_MS, { since: run.endedAt, at, schedule })
  if (!isPartBeat(beat)) {
    if (signal === 'start' || !isSoon) return false
    return signal === 'progress' || run.partEnded || isSameFinish(run, signal)
  }
  const part = partOf(parts, run, beat)
  if (part === undefined) return false
  const hasBegunAgain = part.state === 'running' && part.lastBeatAt > run.endedAt
  if (part.state === 'failed' || hasBegunAgain) {
    if (isWithin(RESTART_MS, { since: run.endedAt, at, schedule })) return true
    return hasBegunAgain && signal !== 'start' && at <= part.lastBeatAt + restartMs(config)
  }
  return isSoon && !beginsNext(draft, run, beat)
}

function isSameFinish({ state }: Run, signal: 'success' | 'fail'): boolean {
  return signal === 'fail' ? state === 'failed' : state === 'succeeded' || state === 'partial'
}

function partOf(parts: readonly Part[], run: Run, { step, shard }: Beat): Part | undefined {
  return parts.find((part) => part.runId === run.id && part.step === (step ?? '') && part.shard === (shard ?? ''))
}
