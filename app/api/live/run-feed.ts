import type { LiveRun } from '@/components/runs/live-run'
import { AppError } from '@/lib/base/errors'
import type { RunView } from '@/lib/contract/runs'
import type { ServiceContext } from '@/lib/services/context'
import { getRunVersion } from '@/lib/services/runs/get-run-version'
import { loadLiveRun } from './load-live-run'

const LOOK_EVERY_MS = 1000
/** A run that is over changes rarely. */
const LOOK_AT_ENDED_EVERY_MS = 5000

export interface RunListener {
  onChange(live: LiveRun): void
  /** What was sent last is still true. */
  onSame(): void
  /** There is nothing to watch any more. */
  onGone(): void
}

interface Feed {
  listeners: Set<RunListener>
  timer: NodeJS.Timeout | null
}

// On globalThis, because bundles of one process do not share their modules.
const holder = globalThis as unknown as { lubdubRunFeeds?: Map<string, Feed> }
holder.lubdubRunFeeds ??= new Map()
const feeds = holder.lubdubRunFeeds

/** Watches a run for as long as somebody listens: one look a second, however many listen. Returns what ends the listening. */
export function watchRun(ctx: ServiceContext, { id: runId, version }: RunView, listener: RunListener): () => void {
  const id = `${ctx.workspaceId}/${runId}`
  const feed = feeds.get(id) ?? startFeed(id, ctx, { runId, version })
  feed.listeners.add(listener)
  return () => {
    feed.listeners.delete(listener)
    if (feed.listeners.size === 0) stopFeed(id, feed)
  }
}

function stopFeed(id: string, feed: Feed): void {
  if (feed.timer) clearTimeout(feed.timer)
  if (feeds.get(id) === feed) feeds.delete(id)
}

function startFeed(id: string, ctx: ServiceContext, { runId, version }: { runId: string; version: string }): Feed {
  const feed: Feed = { listeners: new Set(), timer: null }
  feeds.set(id, feed)
  let known = version
  let pauseMs = LOOK_EVERY_MS

  const look = async () => {
    try {
      const at = { ...ctx, now: new Date() }
      const { version: present } = await getRunVersion(at, { runId })
      if (present === known) {
        for (const each of feed.listeners) each.onSame()
      } else {
        const live = await loadLiveRun(at, runId)
        known = present
        pauseMs = live.run.endedAt === null ? LOOK_EVERY_MS : LOOK_AT_ENDED_EVERY_MS
        for (const each of feed.listeners) each.onChange(live)
      }
    } catch (error) {
      // Anything else is the database being away: nothing is sent, the page says so, and the next look may succeed.
      if (error instanceof AppError && error.code === 'not_found') for (const each of feed.listeners) each.onGone()
    }
    if (feeds.get(id) === feed) feed.timer = setTimeout(look, pauseMs)
  }
  feed.timer = setTimeout(look, pauseMs)
  return feed
}
