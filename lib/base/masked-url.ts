const TAIL = 4
const TAIL_OF_AT_LEAST = 13
const ELLIPSIS = '…'

/**
 * A URL masked so that no token is in it: the origin, and the last four characters of a path that is long enough, as
 * in `https://hooks.example.com/…a1b2`. Never the user, the query or the fragment. A masked URL stays unchanged.
 */
export function maskedUrl(text: string): string {
  if (!URL.canParse(text)) return ELLIPSIS
  const { origin, pathname, search, hash } = new URL(text)
  if (pathname === '/' && search === '' && hash === '') return `${origin}/`
  return `${origin}/${ELLIPSIS}${pathname.length >= TAIL_OF_AT_LEAST ? pathname.slice(-TAIL) : ''}`
}

/** Whether this is a masked URL, with something left out. */
export function isMaskedUrl(text: string): boolean {
  return URL.canParse(text) && new URL(text).pathname.startsWith(`/${encodeURIComponent(ELLIPSIS)}`)
}
