/** More matches are not counted: marking them would only slow the page. */
export const MOST_MATCHES = 500

/** The offsets of `query` in `text`, ignoring case; at most `MOST_MATCHES`. */
export function findMatches(text: string, query: string): number[] {
  const found: number[] = []
  const needle = query.toLowerCase()
  if (needle === '') return found
  const haystack = text.toLowerCase()
  if (haystack.length !== text.length) return found
  for (let at = haystack.indexOf(needle); at !== -1; at = haystack.indexOf(needle, at + needle.length)) {
    found.push(at)
    if (found.length === MOST_MATCHES) break
  }
  return found
}
