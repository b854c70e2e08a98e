export interface MonitorFilterValue {
  query?: string | undefined
  status?: string | undefined
  family?: string | undefined
  /** A monitor has to have all of them. */
  tags?: readonly string[] | undefined
}

/** The URL of the list of monitors with this filter, from its first page or from a cursor. */
export function monitorsHref({ query, status, family, tags = [] }: MonitorFilterValue, cursor?: string): string {
  const params = new URLSearchParams()
  if (query) params.set('query', query)
  if (status) params.set('status', status)
  if (family) params.set('family', family)
  for (const tag of tags) params.append('tag', tag)
  if (cursor) params.set('cursor', cursor)
  const text = params.toString()
  return text ? `/monitors?${text}` : '/monitors'
}

/** The filter with one tag more. Upper and lower case make no difference. */
export function withTag(filter: MonitorFilterValue, tag: string): MonitorFilterValue {
  return { ...filter, tags: [...withoutTag(filter, tag).tags, tag] }
}

/** The filter without a tag. */
export function withoutTag(filter: MonitorFilterValue, tag: string): MonitorFilterValue & { tags: readonly string[] } {
  const { tags = [] } = filter
  return { ...filter, tags: tags.filter((other) => other.toLowerCase() !== tag.toLowerCase()) }
}
