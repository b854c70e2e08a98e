export interface MonitorFilterValue {
  query?: string | undefined
  status?: string | undefined
  family?: string | undefined
}

/** The URL of the list of monitors with this filter, from its first page or from a cursor. */
export function monitorsHref({ query, status, family }: MonitorFilterValue, cursor?: string): string {
  const params = new URLSearchParams()
  if (query) params.set('query', query)
  if (status) params.set('status', status)
  if (family) params.set('family', family)
  if (cursor) params.set('cursor', cursor)
  const text = params.toString()
  return text ? `/monitors?${text}` : '/monitors'
}
