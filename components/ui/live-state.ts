import { useSyncExternalStore } from 'react'

export type LiveState =
  | { kind: 'still' }
  | { kind: 'live' }
  | { kind: 'reconnecting' }
  /** What is shown was true at `at` and is not being renewed event by event. */
  | { kind: 'as-of'; at: number }

const STILL: LiveState = { kind: 'still' }
let state: LiveState = STILL
const listeners = new Set<() => void>()

/** Says how fresh the page is; the dot in the top bar shows it. */
export function setLiveState(next: LiveState): void {
  if (next.kind === state.kind && next.kind !== 'as-of') return
  state = next
  for (const each of listeners) each()
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
