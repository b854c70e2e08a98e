import type { LiveRun } from '@/components/runs/live-run'
import { AppError } from '@/lib/base/errors'
import type { RunView } from '@/lib/contract/runs'
import type { ServiceContext } from '@/lib/services/context'
import { getRunVersion } from '@/lib/services/runs/get-run-version'
import { loadLiveRun } from './load-live-run'

const LOOK_EVERY_MS = 1000
/** A run that is over changes rarely. */
const LOOK_AT_ENDED_EVERY_MS = 5000

/** How long a listener is believed to be still allowed to listen. */
const WELCOME_MS = 3000

export interface RunListener {
  /** In what this listener may read. */
  ctx: ServiceContext
  /** Whether this is still so: the session, the membership or the key may have ended meanwhile. */
  isWelcome(): Promise<boolean>
  onChange(live: LiveRun): void
  /** What was sent last is still true. */
  onSame(): void
  /** There is nothing to watch any more. */
  onGone(): void
}

interface Feed {
  /** With the instant, in milliseconds, at which each was last known to be welcome. */
  listeners: Map<RunListener, number>
  timer: NodeJS.Timeout | null
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubRunFeeds?: Map<string, Feed> }
holder.lubdubRunFeeds ??= new Map()
const feeds = holder.lubdubRunFeeds

/** Watches a run for as long as somebody listens: one look a second, however many listen. Returns what ends the listening. */
export function subscribeToRun({ id: runId, version }: RunView, listener: RunListener): () => void {
  const id = `${listener.ctx.workspaceId}/${runId}`
  const feed = feeds.get(id) ?? startFeed(id, { runId, version })
  feed.listeners.set(listener, Date.now())
  return () => {
    feed.listeners.delete(listener)
    if (feed.listeners.size === 0) stopFeed(id, feed)
  }
}

function stopFeed(id: string, feed: Feed): void {
  if (feed.timer) clearTimeout(feed.timer)
  if (feeds.get(id) === feed) feeds.delete(id)
}

/** Ends the streams of those who may listen no more, before anything else is sent to them. */
async function evict({ listeners }: Feed): Promise<void> {
  const now = Date.now()
  for (const [listener, since] of listeners) {
    if (now - since < WELCOME_MS) continue
    if (await listener.isWelcome()) {
      if (listeners.has(listener)) listeners.set(listener, now)
    } else listener.onGone()
  }
}

function startFeed(id: string, { runId, version }: { runId: string; version: string }): Feed {
  const feed: Feed = { listeners: new Map(), timer: null }
  feeds.set(id, feed)
  let known = version
  let pauseMs = LOOK_EVERY_MS

  const look = async () => {
    try {
      await evict(feed)
      // Whoever is left: what one of them may read, all may, for they are in one workspace.
      const [first] = feed.listeners.keys()
      if (!first) return
      const at = { ...first.ctx, now: new Date() }
      const { version: present } = await getRunVersion(at, { runId })
      if (present === known) {
        for (const each of feed.listeners.keys()) each.onSame()
      } else {
        const live = await loadLiveRun(at, runId)
        known = present
        pauseMs = live.run.endedAt === null ? LOOK_EVERY_MS : LOOK_AT_ENDED_EVERY_MS
        for (const each of feed.listeners.keys()) each.onChange(live)
      }
    } catch (error) {
      // Anything else is the database being away: nothing is sent, the page says so, and the next look may succeed.
      if (error instanceof AppError && error.code === 'not_found')
        for (const each of feed.listeners.keys()) each.onGone()
    }
    if (feeds.get(id) === feed) feed.timer = setTimeout(look, pauseMs)
  }
  feed.timer = setTimeout(look, pauseMs)
  return feed
}
