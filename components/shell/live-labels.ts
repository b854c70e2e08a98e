import { formatInstant } from '@/components/time/format-instant'
import type { LiveState } from '@/components/ui/live-state'
import { assertNever } from '@/lib/base/assert-never'

/** How fresh the page is, in a word or two. Null: it does not update itself. */
export function liveLabels(live: LiveState, zone: string): string | null {
  switch (live.kind) {
    case 'still':
      return null
    case 'live':
      return 'live'
    case 'polling':
      return `every ${live.everyMs / 1000} s`
    case 'reconnecting':
      return 'reconnecting'
    case 'lost':
      return `as of ${sinceLabels(live.since, zone)}`
    default:
      return assertNever(live)
  }
}

/** The time of day of the last answer, to the second. */
export function sinceLabels(since: number, zone: string): string {
  return formatInstant(since, { now: since, zone, seconds: true })
}
