import type { Hearing } from './hearing'

const LOOK_MS = 500
const APART_MS = 200
const STANDSTILL_MS = 500

/**
 * Makes a probe, which is a write without a caller, when no committed beat has recently proved that beats can be stored, or when that is in
 * doubt. One at a time; each ends by itself within some seconds.
 */
export class Prober {
  readonly #hearing: Hearing
  readonly #write: (isFull: boolean) => Promise<void>
  readonly #on: { heard(startedAt: number): void; deaf(error: unknown): void }
  #timer: NodeJS.Timeout | null = null
  #underWay: Promise<void> | null = null
  #startedAt = Number.NEGATIVE_INFINITY

  constructor(
    hearing: Hearing,
    write: (isFull: boolean) => Promise<void>,
    on: { heard(startedAt: number): void; deaf(error: unknown): void },
  ) {
    this.#hearing = hearing
    this.#write = write
    this.#on = on
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_MS)
  }

  /** Probes now, if a probe is needed. */
  look(): void {
    const now = performance.now()
    if (this.#underWay || now - this.#startedAt < APART_MS || !this.#hearing.wantsProbe(now)) return
    this.#startedAt = now
    this.#underWay = this.#probe().finally(() => {
      this.#underWay = null
    })
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    await this.#underWay
  }

  async #probe(isAgain = false): Promise<void> {
    // The beats of a batch are refused together: the probe begins after the last of them.
    await new Promise((resolve) => setImmediate(resolve))
    const startedAt = performance.now()
    const standstill = new Standstill()
    try {
      await this.#write(this.#hearing.isInTrouble)
      this.#on.heard(startedAt)
    } catch (error) {
      // Time limits end before an answer in the socket is read: if this process was paused, the failure proves nothing.
      if (standstill.wasLong && !isAgain) return await this.#probe(true)
      if (this.#hearing.probeFailed(startedAt)) this.#on.deaf(error)
    } finally {
      standstill.end()
    }
  }
}

/** Measures the longest pause of the process since this object was created. */
class Standstill {
  #seenAt = performance.now()
  #longestMs = 0
  readonly #timer = setInterval(() => this.#look(), 100)

  get wasLong(): boolean {
    this.#look()
    return this.#longestMs > STANDSTILL_MS
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const now = performance.now()
    this.#longestMs = Math.max(this.#longestMs, now - this.#seenAt)
    this.#seenAt = now
  }
}
