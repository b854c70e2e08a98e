export interface ClockSample {
  /** Monotonic ms: when it was requested, and when the answer arrived. */
  sent: number
  received: number
  /** The database's clock between the two, in ms. */
  serverMs: number
}

export type Verdict = 'agrees' | 'holds' | 'ended'

const APART_MS = 2_000
const AGREED_FOR_MS = 60_000

/**
 * Compares the database's clock with monotonic time. When the two are more than 2 s apart, the clock was set or the machine slept: a hold
 * begins. It ends when both have agreed for 60 s, with the time that the database then has.
 */
export class ClockGuard {
  /** The database's clock minus monotonic time. Null: no sample yet. */
  #offset: number | null = null
  #agreedAt = 0
  #holdSince: number | null = null
  #agreesSince = 0

  /** Monotonic ms of the last sample before the clock was not trusted any more. Null: it is trusted. */
  get holdSince(): number | null {
    return this.#holdSince
  }

  observe(sample: ClockSample): Verdict {
    const { received } = sample
    const isApart = this.#offset !== null && distance(this.#offset, sample) > APART_MS
    if (isApart) {
      this.#holdSince ??= this.#agreedAt
      this.#agreesSince = received
      this.#offset = null
    }
    this.#offset = nearest(this.#offset, sample)
    if (this.#holdSince === null) {
      this.#agreedAt = received
      return 'agrees'
    }
    if (received - this.#agreesSince < AGREED_FOR_MS) return 'holds'
    this.#holdSince = null
    this.#agreedAt = received
    return 'ended'
  }

  /** Begins a hold that the samples of this process cannot cause: stored data says that the database's clock was set. */
  distrust(now: number): void {
    this.#holdSince ??= now
    this.#agreesSince = now
  }
}

const least = ({ received, serverMs }: ClockSample) => serverMs - received
const most = ({ sent, serverMs }: ClockSample) => serverMs - sent

function distance(offset: number, sample: ClockSample): number {
  return Math.max(least(sample) - offset, offset - most(sample), 0)
}

/** The offset that the sample allows and that is nearest to the known one. */
function nearest(offset: number | null, sample: ClockSample): number {
  const known = offset ?? (least(sample) + most(sample)) / 2
  return Math.min(Math.max(known, least(sample)), most(sample))
}
