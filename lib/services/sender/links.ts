/** Addresses of the dashboard's pages, for alerts. */
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
    monitor: (id) => `${home}/monitors/${id}`,
    run: (id) => `${home}/runs/${id}`,
    channel: (id) => `${home}/channels/${id}`,
  }
}
