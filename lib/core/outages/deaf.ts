import type { DeafSpan, Instant, MonitorSnapshot, Outage } from '../types'

/** Outages that belong together: each begins before the recovery window of the others has ended. */
export interface Episode {
  startedAt: Instant
  recoversAt: Instant
  /** The highest `seq` of its outages. */
  seq: number
  /** Ascending, without overlap; spans of less than five seconds too. Deaf: Lubdub could not receive beats. */
  spans: DeafSpan[]
}

/** A monitor, with the outages that postpone its deadlines if these are needed. */
export type SnapshotInTime = MonitorSnapshot & { episodes?: readonly Episode[] }

/**
 * The shortest time in ms without any write of beats that is an outage: shorter ones only postpone deadlines, and those
 * closer than this are one.
 */
export const OUTAGE_AFTER_MS = 5_000
/** The longest time, in ms, for which a deadline is postponed while Lubdub receives beats. */
const LONGEST_RECOVERY_MS = 600_000

/** The episodes of the outages, in order of time. */
export function episodesOf(outages: readonly Outage[]): Episode[] {
  const episodes: Episode[] = []
  for (const { seq, startedAt, endedAt, recoversAt } of outages.toSorted((a, b) => a.startedAt - b.startedAt)) {
    let episode = episodes.at(-1)
    if (episode === undefined || startedAt > episode.recoversAt) {
      episode = { startedAt, recoversAt, seq, spans: [] }
      episodes.push(episode)
    }
    episode.recoversAt = Math.max(episode.recoversAt, recoversAt)
    episode.seq = Math.max(episode.seq, seq)
    const last = episode.spans.at(-1)
    if (last !== undefined && startedAt - last.to < OUTAGE_AFTER_MS) {
      last.to = Math.max(last.to, endedAt)
      last.seq = Math.max(last.seq, seq)
    } else {
      episode.spans.push({ seq, from: startedAt, to: endedAt })
    }
  }
  return episodes
}

/** The spans in which beats may have been lost. */
export function deafSpans(episodes: readonly Episode[]): DeafSpan[] {
  return episodes.flatMap(({ spans }) => spans.filter(isLong))
}

export function isLong({ from, to }: DeafSpan): boolean {
  return to - from >= OUTAGE_AFTER_MS
}

/**
 * When a deadline that was set for `at` is due: at the end of the recovery window that it is in, up
 * to a limit.
 */
export function postponed(episodes: readonly Episode[], at: Instant): Instant {
  const episode = episodes.find(({ startedAt, recoversAt }) => at >= startedAt && at < recoversAt)
  return episode === undefined ? at : recoveredBy(episode, at)
}

/** The end of the recovery window, or ten minutes of receiving beats after the instant, if that comes first. */
export function recoveredBy({ spans, recoversAt }: Episode, at: Instant): Instant {
  let left = LONGEST_RECOVERY_MS
  let now = at
  for (const { from, to } of spans) {
    if (to <= now) continue
    if (from - now >= left) break
    left -= Math.max(0, from - now)
    now = to
  }
  return Math.min(recoversAt, now + left)
}

/** How much of the time from `from` to `to` the spans cover, in ms. */
export function deafTime(spans: readonly DeafSpan[], from: Instant, to: Instant): number {
  return spans.reduce((sum, span) => sum + Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)), 0)
}

/** The longest span that overlaps the time from `from` to `to`; of equal ones the last. Null: none. */
export function longestWithin(spans: readonly DeafSpan[], from: Instant, to: Instant): DeafSpan | null {
  let longest: DeafSpan | null = null
  for (const span of spans) {
    if (span.to <= from || span.from >= to) continue
    if (longest === null || span.to - span.from >= longest.to - longest.from) longest = span
  }
  return longest
}
