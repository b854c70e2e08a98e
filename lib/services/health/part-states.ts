import type { Parts } from './get-health'

export interface PartState {
  state: 'fine' | 'failing'
  /** ISO 8601, by this process's clock. */
  since: string
}

/** Remembers since when each part has its state. */
export class PartStates {
  readonly #states = new Map<string, PartState>()

  /** Takes the states at `now` (ms), and returns them with their instants. Parts that are null are left out. */
  see(parts: Parts, now: number): Record<string, PartState> {
    for (const [name, isFine] of Object.entries(parts)) {
      if (isFine === null) continue
      const state = isFine ? 'fine' : 'failing'
      if (this.#states.get(name)?.state !== state) this.#states.set(name, { state, since: new Date(now).toISOString() })
    }
    return Object.fromEntries(this.#states)
  }
}
