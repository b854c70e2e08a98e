export interface ClockSample {
  /** Monotonic ms: when it was asked for, and when the answer was there. */
  sent: number
  received: number
  /** The database's clock in between, in ms. */
  serverMs: number
}

export type Verdict = 'agrees' | 'holds' | 'ended'

const APART_MS = 2_000
const AGREED_FOR_MS = 60_000

/**
 * Compares the database's clock with monotonic time. When the two are more than 2 s apart, the clock was set or the machine slept: a hold
 * begins. It ends once both have agreed for 60 s, on whichever time it then is.
 */
export class ClockGuard {
  /** The database's clock less monotonic time. Null: no sample yet. */
  #offset: number | null = null
  #agreedAt = 0
  #holdSince: number | null = null
  #agreesSince = 0

  /** Monotonic ms of the last sample before the clock could no longer be trusted. Null: it can. */
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

  /** Begins a hold for what the samples of this process cannot show: the database's records say that its clock was set. */
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

/** What the sample allows that is nearest to what is known. */
function nearest(offset: number | null, sample: ClockSample): number {
  const known = offset ?? (least(sample) + most(sample)) / 2
  return Math.min(Math.max(known, least(sample)), most(sample))
}
