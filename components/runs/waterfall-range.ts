import type { RunView } from '@/lib/contract/runs'

export interface TimeRange {
  from: number
  to: number
}

/** The estimated end extends the scale at most to this multiple of the past time. */
const FURTHEST = 2.5

/** The time range of a waterfall: from the start to the end, or for a running run to now or the estimated end. */
export function waterfallRange(
  run: Pick<RunView, 'startedAt' | 'endedAt' | 'endsAt' | 'lastBeatAt' | 'steps'>,
  now: number,
): TimeRange {
  const starts = run.steps.map(({ startedAt }) => Date.parse(startedAt))
  const from = Math.min(...starts, run.startedAt === null ? Number.POSITIVE_INFINITY : Date.parse(run.startedAt))
  if (run.endedAt !== null) return { from, to: Math.max(Date.parse(run.endedAt), Date.parse(run.lastBeatAt), from + 1) }
  const likely = run.endsAt === null ? now : Math.min(Date.parse(run.endsAt), from + (now - from) * FURTHEST)
  return { from, to: Math.max(now, likely, from + 1000) }
}

/** The position of an interval in a range, in percent. */
export function placeIn(
  range: TimeRange,
  { start, end }: { start: number; end: number },
): { left: number; width: number } {
  const length = range.to - range.from
  const clamp = (at: number) => Math.max(0, Math.min(1, (at - range.from) / length)) * 100
  const left = clamp(start)
  return { left, width: Math.max(0, clamp(end) - left) }
}
