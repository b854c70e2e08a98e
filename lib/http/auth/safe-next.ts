const LONGEST = 500
const ELSEWHERE = 'http://lubdub.invalid'
const PATH = /^\/(?![/\\])/
// Browsers drop tabs and line ends and read a backslash as a slash, before they resolve a URL.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MISREAD = /[\u0000-\u001f\u007f-\u009f\\]/

/** Where a browser may be redirected after sign-in: a path of ours, parsed and rebuilt. Null: not usable. */
export function safeNext(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST || !PATH.test(value) || MISREAD.test(value)) return null
  if (!URL.canParse(value, ELSEWHERE)) return null
  const { origin, pathname, search, hash } = new URL(value, ELSEWHERE)
  // Not a path where a plain request already changes something.
  if (pathname === '/api' || pathname.startsWith('/api/')) return null
  const path = pathname + search + hash
  // Checked again: resolved dots may leave two slashes at the beginning.
  return origin === ELSEWHERE && PATH.test(path) ? path : null
}
