interface Waiting {
  who: string
  enter: (hasRoom: boolean) => void
}

export interface PoolLimits {
  /** How many requests are in the web process at a time. */
  most: number
  /** How many requests wait for it. */
  queue: number
  /** How long a request waits. */
  waitMs: number
}

/**
 * Room in the web process for requests of one kind. Callers take turns, and no address gets more than three quarters,
 * so that one of them cannot shut out the others.
 */
export class UpstreamPool {
  readonly #limits: PoolLimits
  readonly #share: number
  readonly #active = new Map<string, number>()
  /** In the order of their turns. */
  readonly #queues = new Map<string, Waiting[]>()
  #count = 0
  #waiting = 0

  constructor(limits: PoolLimits) {
    this.#limits = limits
    this.#share = Math.max(1, Math.floor(limits.most * 0.75))
  }

  get active(): number {
    return this.#count
  }

  /**
   * Resolves to true when there is room, which `leave` gives back; to false when there is none in time or `gone`
   * aborts.
   */
  enter(who: string, gone: AbortSignal): Promise<boolean> {
    if (this.tryEnter(who)) return Promise.resolve(true)
    const line = this.#queues.get(who) ?? []
    if (this.#waiting >= this.#limits.queue || line.length >= Math.max(1, this.#limits.queue * 0.75))
      return Promise.resolve(false)
    return new Promise((resolve) => {
      const waiting: Waiting = {
        who,
        enter: (hasRoom) => {
          clearTimeout(late)
          gone.removeEventListener('abort', giveUp)
          this.#waiting -= 1
          resolve(hasRoom)
        },
      }
      const giveUp = () => {
        const own = this.#queues.get(who)
        const at = own?.indexOf(waiting) ?? -1
        if (at === -1) return
        own!.splice(at, 1)
        if (own!.length === 0) this.#queues.delete(who)
        waiting.enter(false)
      }
      const late = setTimeout(giveUp, this.#limits.waitMs)
      gone.addEventListener('abort', giveUp, { once: true })
      this.#waiting += 1
      line.push(waiting)
      this.#queues.set(who, line)
    })
  }

  /** Like `enter`, without waiting. */
  tryEnter(who: string): boolean {
    if (!this.#hasRoom(who)) return false
    this.#take(who)
    return true
  }

  leave(who: string): void {
    this.#count -= 1
    const left = (this.#active.get(who) ?? 1) - 1
    if (left === 0) this.#active.delete(who)
    else this.#active.set(who, left)
    this.#letIn()
  }

  #hasRoom(who: string): boolean {
    return this.#count < this.#limits.most && (this.#active.get(who) ?? 0) < this.#share
  }

  #take(who: string): void {
    this.#count += 1
    this.#active.set(who, (this.#active.get(who) ?? 0) + 1)
  }

  #letIn(): void {
    for (const [who, line] of this.#queues) {
      if (!this.#hasRoom(who)) continue
      const next = line.shift()!
      this.#queues.delete(who)
      // Moves behind all others: it had its turn.
      if (line.length > 0) this.#queues.set(who, line)
      this.#take(who)
      next.enter(true)
      return
    }
  }
}
