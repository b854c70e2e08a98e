import { toPublicId } from '@/lib/contract/ids'

/** Addresses of the dashboard's pages, for alerts. Ids are uuids. */
export interface Links {
  home: string
  monitors: string
  monitor(id: string): string
  run(id: string): string
  channel(id: string): string
}

export function linksOf(baseUrl: string): Links {
  const home = baseUrl.replace(/\/+$/, '')
  return {
    home,
    monitors: `${home}/monitors`,
    monitor: (id) => `${home}/monitors/${toPublicId('mon', id)}`,
    run: (id) => `${home}/runs/${toPublicId('run', id)}`,
    channel: (id) => `${home}/channels/${toPublicId('chn', id)}`,
  }
}
