import { type Pace, type Rate, RateLimit } from './rate-limit'

/** How many beats one key may send, and all keys of one workspace together. */
export class BeatLimits {
  readonly #ofKeys: RateLimit
  /** Null: no limit. */
  readonly #ofWorkspaces: RateLimit | null

  /** `beatsPerSecond` of a key; 0: no limit. `beatsPerMinute` of a workspace; null: no limit. */
  constructor({ beatsPerSecond, beatsPerMinute }: { beatsPerSecond: number; beatsPerMinute: number | null }) {
    this.#ofKeys = new RateLimit(beatsPerSecond)
    this.#ofWorkspaces = beatsPerMinute ? new RateLimit(beatsPerMinute / 60, 60) : null
  }

  /** Takes one beat of a key, at a monotonic instant (ms). */
  takeOfKey(key: string, now: number, pace: Pace): Rate {
    return this.#ofKeys.take(key, now, pace)
  }

  /**
   * Takes one beat of a workspace. `workspaceId` is null before the first beat of a key is committed: that beat is always taken, the result is
   * null, and it is charged when it is committed.
   */
  takeOfWorkspace(workspaceId: string | null, now: number, pace: Pace): Rate | null {
    if (this.#ofWorkspaces === null) return 'counted'
    return workspaceId === null ? null : this.#ofWorkspaces.take(workspaceId, now, pace)
  }
}
