import type { LiveRun } from '@/components/runs/live-run'
import { AppError } from '@/lib/base/errors'
import type { RunView } from '@/lib/contract/runs'
import type { ServiceContext } from '@/lib/services/context'
import { getRunVersion } from '@/lib/services/runs/get-run-version'
import { loadLiveRun } from './load-live-run'

const LOOK_EVERY_MS = 1000
/** An ended run changes rarely. */
const LOOK_AT_ENDED_EVERY_MS = 5000

/** How long a check of the listener's permission is valid. */
const WELCOME_MS = 3000

export interface RunListener {
  /** The context in which this listener reads. */
  ctx: ServiceContext
  /** Whether the listener may still read: the session, the membership or the key may have ended meanwhile. */
  isWelcome(): Promise<boolean>
  onChange(live: LiveRun): void
  /** The last event is still up to date. */
  onSame(): void
  /** The run does not exist any more. */
  onGone(): void
}

interface Feed {
  /** Each with the instant, in milliseconds, of its last successful check. */
  listeners: Map<RunListener, number>
  timer: NodeJS.Timeout | null
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubRunFeeds?: Map<string, Feed> }
holder.lubdubRunFeeds ??= new Map()
const feeds = holder.lubdubRunFeeds

/**
 * Watches a run while there are listeners: one query a second for all of them. Returns a function that removes the
 * listener.
 */
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

/** Ends the streams of listeners without permission, before the next event is sent. */
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
      // The remaining listeners may all read the same, because they are in one workspace.
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
      // Otherwise the database is away: nothing is sent, the page shows that, and the next query may succeed.
      if (error instanceof AppError && error.code === 'not_found')
        for (const each of feed.listeners.keys()) each.onGone()
    }
    if (feeds.get(id) === feed) feed.timer = setTimeout(look, pauseMs)
  }
  feed.timer = setTimeout(look, pauseMs)
  return feed
}
