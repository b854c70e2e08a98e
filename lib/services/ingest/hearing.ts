export interface DeafSpan {
  /** Monotonic ms. */
  from: number
  to: number
}

interface Doubt {
  /** When the first and the last of its refusals were. */
  since: number
  refusedAt: number
  /** None of its beats was in the sockets before. */
  notBefore: number
}

const MOMENT_MS = 50
/** Half a minute of them: in a longer one nothing is stored anyway. */
const MOST_DOUBTS = 600
const ONE_SPAN_MS = 5_000
const QUIET_MS = 2_500

/**
 * Whether beats can be stored, as the writes on their way have shown: those of beats, and probes. Refusals alone prove nothing: each has a probe
 * follow, and only that probe's failure is deafness. So no caller can bring it about. All instants are monotonic ms.
 */
export class Hearing {
  /** When the last write that was committed had begun. */
  #heardAt: number
  #hasHeard = false
  #deafSince: number | null = null
  #last: DeafSpan | null = null
  /** Refusals in the order in which they came, those of a moment together. Each is a doubt until a write that began later proves the way. */
  #doubts: Doubt[] = []

  constructor(now: number) {
    this.#heardAt = now
  }

  /** Whether beats can be stored, as far as is known: some write was committed, and no probe has failed since. */
  get isHearing(): boolean {
    return this.#hasHeard && this.#deafSince === null
  }

  /** Since when no write goes through. Null: they do. */
  get deafSince(): number | null {
    return this.#deafSince
  }

  /** The instant before which everything that arrived was stored, or its refusal has a cause of its own. Null: there is no doubt. */
  get completeUpTo(): number | null {
    const known = this.#doubts.map(({ notBefore }) => notBefore)
    if (this.#deafSince !== null) known.push(this.#deafSince)
    return known.length === 0 ? null : Math.min(...known)
  }

  /** Whether a probe has something to prove. */
  wantsProbe(now: number): boolean {
    return this.#deafSince !== null || this.#doubts.length > 0 || !this.#hasHeard || now - this.#heardAt >= QUIET_MS
  }

  /** Whether the probe is to be as demanding as a beat: something has gone wrong. */
  get isInTrouble(): boolean {
    return this.#deafSince !== null || this.#doubts.length > 0
  }

  /** A write that began at `startedAt` is committed. Answers the span of deafness that it ends. */
  heard(startedAt: number, now: number): DeafSpan | null {
    this.#hasHeard = true
    this.#heardAt = Math.max(this.#heardAt, startedAt)
    this.#doubts = this.#doubts.filter(({ refusedAt }) => refusedAt > startedAt)
    if (this.#deafSince === null) return null
    this.#last = { from: this.#deafSince, to: now }
    this.#deafSince = null
    return this.#last
  }

  /** A beat that reached the sockets at `notBefore` or later was refused at `now`. */
  refused(notBefore: number, now: number): void {
    const last = this.#doubts.at(-1)
    if (last && (now - last.since < MOMENT_MS || this.#doubts.length >= MOST_DOUBTS)) {
      last.notBefore = Math.min(notBefore, last.notBefore)
      last.refusedAt = now
    } else this.#doubts.push({ since: now, refusedAt: now, notBefore })
  }

  /** A probe that began at `startedAt` failed. Answers whether deafness begins with it. */
  probeFailed(startedAt: number): boolean {
    if (this.#deafSince !== null || this.#heardAt > startedAt) return false
    const isOne = this.#last !== null && this.#heardAt - this.#last.to < ONE_SPAN_MS
    this.#deafSince = isOne ? this.#last!.from : this.#heardAt
    return true
  }
}
