export type SearchParams = Promise<Record<string, string | string[] | undefined>>

/** A parameter of the query that may be given more than once. */
export function allOf(value: string | string[] | undefined): string[] {
  return [...new Set([value ?? []].flat())].filter((one) => one !== '')
}

/** A parameter of the query; the first value if it is given more than once. */
export function firstOf(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value) || undefined
}
