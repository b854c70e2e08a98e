import type { Arrival } from '@/lib/services/ingest/arrivals'
import { unavailable } from '@/lib/services/ingest/beat-call'
import type { Ingest } from '@/lib/services/ingest/ingest'
import { UNKNOWN_KEYS } from '@/lib/services/ingest/refused-keys'
import type { BeatTaker } from './take-beat'

/**
 * Takes beats from the first moment on: until there is an ingest they are refused, and kept in mind to be reported by
 * it; then all go to it.
 */
export class BeatsBeforeStart implements BeatTaker {
  /** Before the time of the database is known. No socket existed before this process started. */
  readonly #listensAt = performance.now()
  /** Keys of beats that came before. At most as many as can be reported (`RefusedKeys`). */
  readonly #early = new Map<string, Arrival>()
  /** Beats that came before, and whose bodies are still arriving. */
  readonly #onTheirWay = new Set<Arrival>()
  #ingest: Ingest | null = null

  get ingest(): Ingest | null {
    return this.#ingest
  }

  handOver(ingest: Ingest): void {
    this.#ingest = ingest
    for (const [key, arrival] of this.#early) ingest.turnAway(key, arrival)
    this.#early.clear()
    for (const arrival of this.#onTheirWay) ingest.adopt(arrival)
    this.#onTheirWay.clear()
  }

  arrive(key: string): Arrival {
    if (this.#ingest) return this.#ingest.arrive(key)
    const arrival = this.#unclocked(key)
    this.#onTheirWay.add(arrival)
    return arrival
  }

  leave(arrival: Arrival): void {
    if (this.#ingest) this.#ingest.leave(arrival)
    else this.#onTheirWay.delete(arrival)
  }

  turnAway(key: string, arrival: Arrival): void {
    if (this.#ingest) this.#ingest.turnAway(key, arrival)
    else this.#refuse(arrival)
  }

  record: BeatTaker['record'] = (key, request, caller, arrival = this.#unclocked(key)) => {
    if (this.#ingest) return this.#ingest.record(key, request, caller, arrival)
    this.#refuse(arrival)
    return Promise.resolve(unavailable())
  }

  #refuse(arrival: Arrival): void {
    this.#onTheirWay.delete(arrival)
    if (this.#early.size < UNKNOWN_KEYS) this.#early.set(arrival.key, arrival)
  }

  #unclocked(key: string): Arrival {
    return { at: performance.now(), notBefore: this.#listensAt, key, isKnown: null }
  }
}
