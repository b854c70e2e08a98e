import { cancelOfDoomed } from '@/lib/db/sender/cancel-of-doomed'
import { type DueChannel, listDueChannels, msUntilNextDue } from '@/lib/db/sender/due-channels'
import { type ClaimedDelivery, claimDeliveries, type WantedChannel } from './claim-deliveries'
import type { SenderContext } from './context'
import { deliver } from './deliver'
import { STORM_COUNT } from './limits'
import { Slots } from './slots'
import { destinationOf } from './target-of'

const CHANNELS_AT_ONCE = 25

type Picked = WantedChannel & { destination: string }

/**
 * Sends what is due, workspaces in turn. `pass` claims as much as there are slots for and returns while the tries are
 * still under way; `onFree` is called whenever one has ended, and another pass is worth while.
 */
export class Sender {
  readonly #slots = new Slots()
  readonly #tries = new Set<Promise<void>>()
  readonly #stopped = new AbortController()
  /** When each workspace was last served, as a count of claims: who waited longest is next. */
  readonly #served = new Map<string, number>()
  #turn = 0
  #isClaiming = true

  constructor(
    private readonly ctx: SenderContext,
    private readonly onFree: () => void,
  ) {}

  /** Milliseconds until something else falls due; null when nothing will by itself. */
  async pass(): Promise<number | null> {
    await cancelOfDoomed(this.ctx.pool)
    const seen: string[] = []
    while (this.#isClaiming) {
      const exceptWorkspaces = this.#slots.fullWorkspaces()
      const due = await listDueChannels(this.ctx.pool, { exceptWorkspaces, exceptChannels: seen })
      const picked = this.#pick(due.channels)
      if (picked.length > 0) await this.#serve(picked)
      else if (!due.isCut) break
      seen.push(...(picked.length > 0 ? picked : due.channels).map((channel) => channel.channelId))
    }
    return msUntilNextDue(this.ctx.pool)
  }

  stopClaiming(): void {
    this.#isClaiming = false
  }

  /** Waits for the tries under way, at most `graceMs`; then ends them and gives their leases back. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stopped.abort(), graceMs)
    await Promise.all(this.#tries)
    clearTimeout(timer)
  }

  #pick(due: readonly DueChannel[]): Picked[] {
    const inTurn = due.toSorted((a, b) => this.#lastServed(a) - this.#lastServed(b))
    const picked: Picked[] = []
    for (const channel of inTurn) {
      if (picked.length === CHANNELS_AT_ONCE) break
      const { workspaceId, channelId } = channel
      const destination = destinationOf(channel)
      const free = this.#slots.free(workspaceId, destination)
      // A storm is gathered into its digest also while nothing can be sent.
      if (free === 0 && channel.waiting <= STORM_COUNT) continue
      // One each while others wait: the next pass comes as soon as a try has ended.
      const slots = due.length > 1 ? Math.min(free, 1) : free
      this.#slots.take(workspaceId, destination, slots)
      picked.push({ workspaceId, channelId, destination, slots })
    }
    return picked
  }

  #lastServed({ workspaceId }: { workspaceId: string }): number {
    return this.#served.get(workspaceId) ?? 0
  }

  async #serve(picked: readonly Picked[]): Promise<void> {
    const claimed = await this.#claim(picked)
    for (const { workspaceId, channelId, destination, slots } of picked) {
      const own = claimed.filter((delivery) => delivery.channelId === channelId)
      this.#slots.give(workspaceId, destination, slots - own.length)
      if (own.length > 0) this.#served.set(workspaceId, ++this.#turn)
      for (const delivery of own) this.#try(delivery, destination)
    }
  }

  async #claim(picked: readonly Picked[]): Promise<ClaimedDelivery[]> {
    try {
      return await claimDeliveries(this.ctx, picked)
    } catch (error) {
      for (const { workspaceId, destination, slots } of picked) this.#slots.give(workspaceId, destination, slots)
      throw error
    }
  }

  #try(delivery: ClaimedDelivery, destination: string): void {
    const ended = deliver(this.ctx, delivery, this.#stopped.signal)
      // The lease ends by itself, and another try follows.
      .catch((error) => this.ctx.log.error({ err: error, deliveryId: delivery.id }, 'a try could not be written down'))
      .then(() => {
        this.#slots.give(delivery.workspaceId, destination, 1)
        this.#tries.delete(ended)
        this.onFree()
      })
    this.#tries.add(ended)
  }
}
