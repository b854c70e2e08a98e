import { useSyncExternalStore } from 'react'
import { holdClock } from '@/components/time/ticking'

export type LiveState =
  | { kind: 'still' }
  /** Told as it happens. */
  | { kind: 'live' }
  /** Asked for every so often. */
  | { kind: 'polling'; everyMs: number }
  | { kind: 'reconnecting' }
  /** The server cannot be reached; what is shown was true at `since`. */
  | { kind: 'lost'; since: number }

const STILL: LiveState = { kind: 'still' }
let state: LiveState = STILL
const listeners = new Set<() => void>()

/**
 * Sets how fresh the page is; the dot in the top bar shows it. While there is no connection, the page's clock stops.
 */
export function setLiveState(next: LiveState): void {
  if (isSame(next, state)) return
  state = next
  holdClock(next.kind === 'lost' ? next.since : null)
  for (const each of listeners) each()
}

function isSame(a: LiveState, b: LiveState): boolean {
  if (a.kind === 'lost') return b.kind === 'lost' && a.since === b.since
  if (a.kind === 'polling') return b.kind === 'polling' && a.everyMs === b.everyMs
  return a.kind === b.kind
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
    () => STILL,
  )
}
