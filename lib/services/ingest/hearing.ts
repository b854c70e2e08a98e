import { OUTAGE_AFTER_MS } from '@/lib/core'
export interface DeafSpan {
  /** Monotonic ms. */
  from: number
  to: number
}

interface Doubt {
  /** When the first and the last of its refusals were. */
  since: number
  refusedAt: number
  /** The earliest instant at which one of its beats may have reached the sockets. */
  notBefore: number
}

const MOMENT_MS = 50
/** Half a minute of such moments: when refusals last longer, nothing is stored anyway. */
const MOST_DOUBTS = 600
const QUIET_MS = 2_500

/**
 * Whether beats can be stored, as the latest writes of beats and probes show. Refusals alone prove nothing: a probe follows each of them, and
 * only a failed probe begins a deaf span. So no caller can cause one. All instants are monotonic ms.
 */
export class Hearing {
  /** When the last committed write began. */
  #heardAt: number
  #hasHeard = false
  #deafSince: number | null = null
  #last: DeafSpan | null = null
  /** Refusals in order, those of one moment together. Each is a doubt until a write that began later is committed. */
  #doubts: Doubt[] = []

  constructor(now: number) {
    this.#heardAt = now
  }

  /** Whether beats can be stored, as far as is known: a write was committed, and no probe has failed since. */
  get isHearing(): boolean {
    return this.#hasHeard && this.#deafSince === null
  }

  /** Since when no write succeeds. Null: writes succeed. */
  get deafSince(): number | null {
    return this.#deafSince
  }

  /** Everything that arrived before this instant was stored, or was refused for another reason than a deaf span. Null: there is no doubt. */
  get completeUpTo(): number | null {
    const known = this.#doubts.map(({ notBefore }) => notBefore)
    if (this.#deafSince !== null) known.push(this.#deafSince)
    return known.length === 0 ? null : Math.min(...known)
  }

  /** Whether a probe is needed. */
  wantsProbe(now: number): boolean {
    return this.#deafSince !== null || this.#doubts.length > 0 || !this.#hasHeard || now - this.#heardAt >= QUIET_MS
  }

  /** Whether there is a deaf span or a doubt. A probe then needs as much disk space as a beat. */
  get isInTrouble(): boolean {
    return this.#deafSince !== null || this.#doubts.length > 0
  }

  /** A write that began at `startedAt` is committed. Returns the deaf span that it ends. Null: none. */
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

  /** A probe that began at `startedAt` failed. Returns whether a deaf span begins with it. */
  probeFailed(startedAt: number): boolean {
    if (this.#deafSince !== null || this.#heardAt > startedAt) return false
    const isOne = this.#last !== null && this.#heardAt - this.#last.to < OUTAGE_AFTER_MS
    this.#deafSince = isOne ? this.#last!.from : this.#heardAt
    return true
  }
}
