import type { Arrival } from './arrivals'
import type { BeatCall, BeatResult } from './beat-call'
import type { Pace } from './rate-limit'

/** A call that waits to be committed. */
export interface Waiting {
  call: BeatCall
  arrival: Arrival
  /** Whether this process knew the key when the call came. */
  isKnown: boolean
  /** When it was queued, in monotonic ms. */
  since: number
  /** Null: the call is answered already, or nobody waits for the answer. */
  answer: ((result: BeatResult) => void) | null
  /** Its workspace was not known when the call came: the quota is charged when the call is committed. */
  isUncharged: boolean
  pace: Pace
}

const BATCHES_IN_FLIGHT = 2
const BATCH_LIMIT = 1_000
const QUEUE_LIMIT = 10_000
/** A batch that takes longer than this is slow: the next one does not wait to grow. */
const SLOW_BATCH_MS = 10

/** Answers a call once. */
export function reply(waiting: Waiting, result: BeatResult): void {
  waiting.answer?.(result)
  waiting.answer = null
}

/**
 * Collects calls into batches without a timer: while one batch is committed, the next one grows. Calls of one monitor (one lane) are in one
 * batch at a time: the others wait, so that two batches do not write the same row.
 */
export class BeatQueue {
  readonly #laneOf: (waiting: Waiting) => string
  readonly #commit: (batch: readonly Waiting[]) => Promise<void>
  /** Batches that are being committed, with the instant at which each was sent. */
  readonly #inFlight = new Map<readonly Waiting[], number>()
  readonly #busyLanes = new Set<string>()
  #queue: Waiting[] = []
  #isFlushing = false
  #timer: NodeJS.Timeout | null = null

  /** `commit` never rejects. */
  constructor(laneOf: (waiting: Waiting) => string, commit: (batch: readonly Waiting[]) => Promise<void>) {
    this.#laneOf = laneOf
    this.#commit = commit
  }

  get isFull(): boolean {
    return this.#queue.length >= QUEUE_LIMIT
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0 && this.#inFlight.size === 0
  }

  /** Every call that is not committed yet. */
  *unfinished(): Iterable<Waiting> {
    for (const batch of this.#inFlight.keys()) yield* batch
    yield* this.#queue
  }

  add(waiting: Waiting): void {
    this.#queue.push(waiting)
    this.#flushSoon()
  }

  /** The calls that were queued before the instant. Those that are not in a batch yet are removed. */
  takeOlderThan(before: number): Waiting[] {
    const old = [...this.#inFlight.keys()].flatMap((batch) => batch.filter((waiting) => waiting.since < before))
    if (this.#queue.length === 0 || this.#queue[0]!.since >= before) return old
    old.push(...this.#queue.filter((waiting) => waiting.since < before))
    this.#queue = this.#queue.filter((waiting) => waiting.since >= before)
    return old
  }

  /** Sends batches, up to the number that may be in progress at once. */
  flush(): void {
    while (this.#inFlight.size < BATCHES_IN_FLIGHT && this.#queue.length > 0) {
      const batch = this.#takeBatch()
      if (batch.length === 0) {
        this.#timer ??= setTimeout(() => {
          this.#timer = null
          this.flush()
        }, SLOW_BATCH_MS)
        return
      }
      this.#send(batch)
    }
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** After this turn of the event loop, so that all calls that have arrived go into one batch. */
  #flushSoon(): void {
    if (this.#isFlushing || this.#inFlight.size >= BATCHES_IN_FLIGHT) return
    this.#isFlushing = true
    setImmediate(() => {
      this.#isFlushing = false
      this.flush()
    })
  }

  /** Empty: nothing can be sent now. */
  #takeBatch(): Waiting[] {
    const least = this.#leastSize()
    if (this.#queue.length < least) return []
    const batch: Waiting[] = []
    const rest: Waiting[] = []
    for (const waiting of this.#queue) {
      if (batch.length < BATCH_LIMIT && !this.#busyLanes.has(this.#laneOf(waiting))) batch.push(waiting)
      else rest.push(waiting)
    }
    if (batch.length < least) return []
    this.#queue = rest
    return batch
  }

  #send(batch: readonly Waiting[]): void {
    this.#inFlight.set(batch, performance.now())
    const lanes = batch.map(this.#laneOf)
    for (const lane of lanes) this.#busyLanes.add(lane)
    void this.#commit(batch).finally(() => {
      this.#inFlight.delete(batch)
      for (const lane of lanes) this.#busyLanes.delete(lane)
      if (this.#queue.length > 0) this.flush()
    })
  }

  /** A second batch costs as much as the first: it must have at least half the size, unless the first one is slow. */
  #leastSize(): number {
    for (const [batch, since] of this.#inFlight) {
      return performance.now() - since < SLOW_BATCH_MS ? batch.length / 2 : 0
    }
    return 0
  }
}
