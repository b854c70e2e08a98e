import {
  CHANNEL_CEILING,
  FAILURES_BEFORE_PAUSE,
  HANG_MS,
  IN_FLIGHT,
  IN_FLIGHT_PER_WORKSPACE,
  PAUSE_MAX_MS,
  PAUSE_MIN_MS,
  PER_CHANNEL_AT_FIRST,
  PER_CHANNEL_AT_MOST,
  PER_HOST_AFTER_HANG,
  PER_HOST_WHEN_WELL,
  WORKSPACE_CEILING,
} from './limits'

/** The keys under which a try is counted. `host`: the name that the kind of the channel gives it, such as a host and port. */
export interface Place {
  workspaceId: string
  channelId: string
  host: string
  /**
   * The limit of the host for all channels together: only for the one mail server. Left out: the
   * host belongs to the receiver.
   */
  hostTakes?: number
}

interface ChannelState {
  inFlight: number
  allowed: number
  failures: number
  pausedUntil: number
}

interface HostState {
  /** The start of each running try. */
  begun: number[]
  /** The limit of the host since a try hung. Null: no limit. */
  heldTo: number | null
}

/** How many idle channels and hosts are kept; above that, the oldest are removed. */
const REMEMBERED = 10_000

/**
 * Shares the tries of this process, so that no channel waits for the receiver of another one. Each
 * channel always has one try. It gets more with success and while others need none. A host on which
 * a try hung is limited to two until it answers again. Instants are by the process's clock, in
 * milliseconds.
 */
export class ConcurrencyLimiter {
  #all = 0
  readonly #workspaces = new Map<string, number>()
  readonly #channels = new Map<string, ChannelState>()
  readonly #hosts = new Map<string, HostState>()

  /** How many tries may begin now. `workspaces`: how many workspaces have something to send. */
  free(place: Place, { now, workspaces }: { now: number; workspaces: number }): number {
    const { inFlight, allowed, pausedUntil } = this.#channel(place)
    if (pausedUntil > now) return 0
    const ofWorkspace = this.#workspaces.get(place.workspaceId) ?? 0
    const share = Math.max(IN_FLIGHT_PER_WORKSPACE, Math.floor(IN_FLIGHT / Math.max(1, workspaces)))
    const ofHost = this.#hosts.get(place.host)?.begun.length ?? 0
    const shared = Math.min(
      IN_FLIGHT - this.#all,
      share - ofWorkspace,
      this.#hostLimit(place.host, now) - ofHost,
      allowed - inFlight,
    )
    const ceiling = ofWorkspace === 0 ? WORKSPACE_CEILING : CHANNEL_CEILING
    const own = inFlight === 0 && this.#all < ceiling ? 1 : 0
    return Math.max(0, Math.min(Math.max(own, shared), (place.hostTakes ?? Number.POSITIVE_INFINITY) - ofHost))
  }

  isBusy(channelId: string): boolean {
    return (this.#channels.get(channelId)?.inFlight ?? 0) > 0
  }

  /** Workspaces with running tries. */
  get workspaces(): Iterable<string> {
    return this.#workspaces.keys()
  }

  /** Milliseconds until the first pause ends; null when no channel pauses. */
  msUntilPauseEnds(now: number): number | null {
    let first: number | null = null
    for (const { pausedUntil } of this.#channels.values()) {
      if (pausedUntil > now && (first === null || pausedUntil < first)) first = pausedUntil
    }
    return first === null ? null : first - now
  }

  begin(place: Place, now: number): void {
    this.#all += 1
    this.#workspaces.set(place.workspaceId, (this.#workspaces.get(place.workspaceId) ?? 0) + 1)
    const channel = this.#channel(place)
    channel.inFlight += 1
    this.#channels.set(place.channelId, channel)
    const host = this.#hosts.get(place.host) ?? { begun: [], heldTo: null }
    host.begun.push(now)
    this.#hosts.set(place.host, host)
  }

  /** `outcome` null: the try was not made. */
  end(
    place: Place,
    { begunAt, now, outcome }: { begunAt: number; now: number; outcome: 'sent' | 'failed' | null },
  ): void {
    this.#all -= 1
    const left = (this.#workspaces.get(place.workspaceId) ?? 1) - 1
    if (left === 0) this.#workspaces.delete(place.workspaceId)
    else this.#workspaces.set(place.workspaceId, left)
    this.#endOfChannel(place, { now, outcome })
    this.#endOfHost(place.host, { begunAt, outcome, isSlow: now - begunAt >= HANG_MS })
  }

  #endOfChannel(place: Place, { now, outcome }: { now: number; outcome: 'sent' | 'failed' | null }): void {
    const channel = this.#channel(place)
    channel.inFlight -= 1
    if (outcome === 'sent') {
      channel.allowed = Math.min(channel.allowed + 1, PER_CHANNEL_AT_MOST)
      channel.failures = 0
      channel.pausedUntil = 0
    } else if (outcome === 'failed') {
      channel.allowed = 1
      channel.failures += 1
      const doublings = channel.failures - FAILURES_BEFORE_PAUSE
      if (doublings >= 0) channel.pausedUntil = now + Math.min(PAUSE_MIN_MS * 2 ** doublings, PAUSE_MAX_MS)
    }
    this.#channels.delete(place.channelId)
    const isAsAtFirst = channel.inFlight === 0 && channel.failures === 0 && channel.allowed === PER_CHANNEL_AT_FIRST
    if (!isAsAtFirst) this.#channels.set(place.channelId, channel)
    this.#forgetOldest()
  }

  #endOfHost(
    name: string,
    { begunAt, outcome, isSlow }: { begunAt: number; outcome: 'sent' | 'failed' | null; isSlow: boolean },
  ): void {
    const host = this.#hosts.get(name)
    if (!host) return
    host.begun.splice(host.begun.indexOf(begunAt), 1)
    if (outcome === 'failed' && isSlow) host.heldTo = PER_HOST_AFTER_HANG
    else if (outcome === 'sent' && host.heldTo !== null) host.heldTo += 1
    if (host.heldTo !== null && host.heldTo >= PER_HOST_WHEN_WELL) host.heldTo = null
    if (host.begun.length === 0 && host.heldTo === null) this.#hosts.delete(name)
  }

  #hostLimit(name: string, now: number): number {
    const host = this.#hosts.get(name)
    if (!host) return IN_FLIGHT
    if (host.heldTo === null && host.begun.some((at) => now - at >= HANG_MS)) host.heldTo = PER_HOST_AFTER_HANG
    return host.heldTo ?? IN_FLIGHT
  }

  #channel({ channelId }: Place): ChannelState {
    return this.#channels.get(channelId) ?? { inFlight: 0, allowed: PER_CHANNEL_AT_FIRST, failures: 0, pausedUntil: 0 }
  }

  #forgetOldest(): void {
    for (const [id, { inFlight }] of this.#channels) {
      if (this.#channels.size <= REMEMBERED) return
      if (inFlight === 0) this.#channels.delete(id)
    }
    for (const [name, { begun }] of this.#hosts) {
      if (this.#hosts.size <= REMEMBERED) return
      if (begun.length === 0) this.#hosts.delete(name)
    }
  }
}
