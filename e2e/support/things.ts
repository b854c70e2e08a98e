import { PAGES } from '@/e2e/access/rows'
import { api, beat } from './api'

/** One of each thing that pages and routes name in their paths. */
export async function makeThings(): Promise<Record<string, string>> {
  const channel = await api.createChannel({ kind: 'email', name: 'things', config: { to: ['ada@example.com'] } })
  const { id, heartbeatUrl } = await api.createMonitor({
    name: 'one of each',
    schedule: { type: 'interval', seconds: 86_400 },
    channels: [channel.id],
  })
  await beat(heartbeatUrl, 'start')
  await beat(heartbeatUrl, 'progress', { step: 'load', done: 1, total: 2 })
  const run = await api.latestRun(id)
  return { monitorId: id, channelId: channel.id, runId: run.id }
}

/** The paths of all pages, with those things in them. */
export function pathsOf(things: Record<string, string>): string[] {
  return Object.entries(PAGES).map(
    ([path, { query }]) => fillIn(path, things) + (query === undefined ? '' : `?${query}`),
  )
}

/** `/monitors/[monitorId]` with the ids in it. */
export function fillIn(path: string, things: Record<string, string>): string {
  return path.replace(/\[(\w+)\]/g, (_, name: string) => things[name] ?? 'none')
}
