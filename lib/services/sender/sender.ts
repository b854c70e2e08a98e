import { toPublicId } from '@/lib/contract/ids'
import { readClock } from '@/lib/db/checker/read-clock'
import { isOwnFault } from '@/lib/db/pg-errors'
import { type DueChannel, listDueChannels, msUntilNextDue } from '@/lib/db/sender/due-channels'
import { cancelOfDeletedWorkspaces, expireUnsent } from '@/lib/db/sender/end-unsent'
import { tryAlone } from '../try-alone'
import { type ClaimedDelivery, claimDeliveries, type WantedChannel } from './claim-deliveries'
import { ConcurrencyLimiter, type Place } from './concurrency-limiter'
import { kindsLacking, kindsOf, type SenderContext } from './context'
import { tryDelivery } from './deliver'
import { STORM_COUNT } from './limits'
import { placeOf } from './target-of'

const CHANNELS_AT_ONCE = 25
/** How often a queue is checked for more alerts of a storm while nothing of it can be sent. */
const GATHER_MS = 1_000
/** How long a channel is skipped if this process does not have its secret. */
const UNABLE_MS = 60_000

type Picked = WantedChannel & { place: Place; begunAt: number }

/**
 * Sends due deliveries; the channels take turns. `pass` claims up to the free slots and returns
 * while the tries are still running. `onFree` is called whenever a try has ended and another pass
 * may find work.
 */
export class Sender {
  readonly #limiter = new ConcurrencyLimiter()
  readonly #tries = new Set<Promise<void>>()
  readonly #stopped = new AbortController()
  /**
   * When each workspace and channel was last served, as a number of claims: the longest waiting one
   * is next.
   */
  readonly #served = new Map<string, number>()
  readonly #gathered = new Map<string, number>()
  /** Channels that are left to other processes, and until when. */
  readonly #unable = new Map<string, number>()
  #turn = 0
  #isClaiming = true

  constructor(
    private readonly ctx: SenderContext,
    private readonly onFree: () => void,
  ) {}

  /**
   * Claims and starts what is due. Returns the milliseconds until something else becomes due; null:
   * nothing will by itself.
   */
  async pass(): Promise<number | null> {
    await this.#endUnsent()
    let due = this.#withoutUnable(await listDueChannels(this.ctx.pool, { kinds: kindsOf(this.ctx.settings) }))
    this.#forget(due)
    while (this.#isClaiming) {
      const picked = this.#pick(due)
      if (picked.length === 0) break
      await this.#serve(picked)
      const served = new Set(picked.map((channel) => channel.channelId))
      due = due.filter((channel) => !served.has(channel.channelId))
    }
    return earliest(await msUntilNextDue(this.ctx.pool), this.#limiter.msUntilPauseEnds(this.ctx.now()))
  }

  /** A delivery that cannot be ended holds up no alert. */
  async #endUnsent(): Promise<void> {
    const { log, pool } = this.ctx
    const failed = 'deliveries that nobody sends any more could not be ended; tried again with the next alerts'
    await tryAlone(() => cancelOfDeletedWorkspaces(pool), { log, failed, about: { of: 'workspaces in deletion' } })
    await tryAlone(() => this.#expireUnsent(), {
      log,
      failed,
      about: { of: 'channels that lack a setting or a secret' },
    })
  }

  /**
   * By the checker's clock: the database's clock alone may be wrong for a moment, and a dead letter
   * stays dead.
   */
  async #expireUnsent(): Promise<void> {
    const unable = {
      kinds: kindsLacking(this.ctx.settings).map(({ kind }) => kind),
      channelIds: [...this.#unable.keys()],
    }
    if (unable.kinds.length === 0 && unable.channelIds.length === 0) return
    const clock = await readClock(this.ctx.pool)
    if (clock !== null) await expireUnsent(this.ctx.pool, { clock, unable })
  }

  stopClaiming(): void {
    this.#isClaiming = false
  }

  /** Waits for the running tries, at most `graceMs`; then aborts them and releases their leases. */
  async stop(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#stopped.abort(), graceMs)
    await Promise.all(this.#tries)
    clearTimeout(timer)
  }

  #pick(due: readonly DueChannel[]): Picked[] {
    const now = this.ctx.now()
    const workspaces = new Set([...this.#limiter.workspaces, ...due.map((channel) => channel.workspaceId)]).size
    const picked: Picked[] = []
    for (const channel of this.#inTurn(due)) {
      if (picked.length === CHANNELS_AT_ONCE) break
      const { workspaceId, channelId } = channel
      const place = placeOf(channel)
      const free = this.#limiter.free(place, { now, workspaces })
      if (free === 0 && !this.#shouldGather(channel, now)) continue
      // One each while others wait: the next pass begins as soon as a try has ended.
      const slots = due.length > 1 ? Math.min(free, 1) : free
      for (let i = 0; i < slots; i++) this.#limiter.begin(place, now)
      picked.push({ workspaceId, channelId, place, slots, begunAt: now })
    }
    return picked
  }

  /** Channels without a running try come first, then the workspaces and channels that waited longest. */
  #inTurn(due: readonly DueChannel[]): DueChannel[] {
    const rank = (id: string) => this.#served.get(id) ?? 0
    const busy = ({ channelId }: DueChannel) => Number(this.#limiter.isBusy(channelId))
    return due.toSorted(
      (a, b) => busy(a) - busy(b) || rank(a.workspaceId) - rank(b.workspaceId) || rank(a.channelId) - rank(b.channelId),
    )
  }

  /** A storm is put into its digest even while nothing can be sent. */
  #shouldGather({ channelId, fresh }: DueChannel, now: number): boolean {
    if (fresh <= STORM_COUNT || now - (this.#gathered.get(channelId) ?? 0) < GATHER_MS) return false
    this.#gathered.set(channelId, now)
    return true
  }

  #withoutUnable(due: readonly DueChannel[]): DueChannel[] {
    const now = this.ctx.now()
    for (const [id, until] of this.#unable) if (until <= now) this.#unable.delete(id)
    return due.filter(({ channelId }) => !this.#unable.has(channelId))
  }

  #leaveToOthers({ workspaceId, channelId }: Pick<DueChannel, 'workspaceId' | 'channelId'>): void {
    this.#unable.set(channelId, this.ctx.now() + UNABLE_MS)
    const advice =
      'its alerts are left to another worker. Check that this worker has the same LUBDUB_SECRET as the others.'
    this.ctx.log.error(
      { workspaceId: toPublicId('wsp', workspaceId), channelId: toPublicId('chn', channelId) },
      `the secret of a channel cannot be decrypted here; ${advice}`,
    )
  }

  #forget(due: readonly DueChannel[]): void {
    const wanted = new Set(due.flatMap(({ workspaceId, channelId }) => [workspaceId, channelId]))
    for (const known of [this.#served, this.#gathered]) {
      for (const id of known.keys()) if (!wanted.has(id)) known.delete(id)
    }
  }

  #begin(picked: readonly Picked[], claimed: readonly ClaimedDelivery[]): void {
    for (const { workspaceId, channelId, place, begunAt, slots } of picked) {
      const own = claimed.filter((delivery) => delivery.channelId === channelId)
      this.#giveBack({ place, begunAt, slots: slots - own.length })
      if (own.length > 0) {
        this.#turn += 1
        this.#served.set(workspaceId, this.#turn).set(channelId, this.#turn)
      }
      for (const delivery of own) this.#try(delivery, { place, begunAt })
    }
  }

  async #serve(picked: readonly Picked[]): Promise<void> {
    try {
      return this.#begin(picked, await this.#claim(picked))
    } catch (error) {
      if (picked.length === 1 || !isOwnFault(error)) {
        this.#moveToEnd(picked)
        throw error
      }
      this.ctx.log.warn(
        { err: error, count: picked.length },
        'channels could not be claimed together; each is claimed alone',
      )
    }
    await this.#serveEach(picked)
  }

  /**
   * Claims each channel alone. An error in the rows of one channel must not stop the others: it
   * goes to the end.
   */
  async #serveEach(picked: readonly Picked[]): Promise<void> {
    let [left, failures] = [[...picked], 0]
    for (const one of picked) {
      left = left.slice(1)
      try {
        this.#begin([one], await this.#claim([one]))
      } catch (error) {
        failures += 1
        const isAll = failures === picked.length || !isOwnFault(error)
        this.#moveToEnd(isAll ? [one, ...left] : [one])
        if (isAll) throw error
        const { workspaceId, channelId } = one
        this.ctx.log.error(
          { err: error, workspaceId: toPublicId('wsp', workspaceId), channelId: toPublicId('chn', channelId) },
          'a channel could not be claimed; the others are served first',
        )
      }
    }
  }

  #claim(picked: readonly Picked[]): Promise<ClaimedDelivery[]> {
    return claimDeliveries(this.ctx, picked, { onUnable: (channel) => this.#leaveToOthers(channel) })
  }

  /** Nothing of these was claimed: the others come first the next time. */
  #moveToEnd(picked: readonly Picked[]): void {
    for (const one of picked) {
      this.#giveBack(one)
      this.#turn += 1
      this.#served.set(one.workspaceId, this.#turn).set(one.channelId, this.#turn)
    }
  }

  #giveBack({ place, begunAt, slots }: Pick<Picked, 'place' | 'begunAt' | 'slots'>): void {
    for (let i = 0; i < slots; i++) this.#limiter.end(place, { begunAt, now: begunAt, outcome: null })
  }

  #try(delivery: ClaimedDelivery, { place, begunAt }: Pick<Picked, 'place' | 'begunAt'>): void {
    const ended = tryDelivery(this.ctx, delivery, this.#stopped.signal)
      .then(({ outcome }) => (outcome === 'sent' ? ('sent' as const) : ('failed' as const)))
      .catch((error) => {
        // The lease will expire, and another try follows.
        this.ctx.log.error(
          { err: error, deliveryId: toPublicId('dlv', delivery.id) },
          'the result of a try could not be saved',
        )
        return null
      })
      .then((outcome) => {
        this.#limiter.end(place, { begunAt, now: this.ctx.now(), outcome })
        this.#tries.delete(ended)
        this.onFree()
      })
    this.#tries.add(ended)
  }
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
