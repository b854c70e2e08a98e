const LONGEST = 500
const ELSEWHERE = 'http://lubdub.invalid'
const PATH = /^\/(?![/\\])/
// Browsers drop tabs and line ends and read a backslash as a slash, before they look where a URL leads.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const MISREAD = /[\u0000-\u001f\u007f-\u009f\\]/

/** Where someone may be sent after signing in: a path of ours, parsed and written anew. Null: nothing that may be used. */
export function safeNext(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST || !PATH.test(value) || MISREAD.test(value)) return null
  if (!URL.canParse(value, ELSEWHERE)) return null
  const { origin, pathname, search, hash } = new URL(value, ELSEWHERE)
  // Not where a browser would do or undo something by merely going there.
  if (pathname === '/api' || pathname.startsWith('/api/')) return null
  const path = pathname + search + hash
  // Once more: dots that are resolved may leave two slashes at the head.
  return origin === ELSEWHERE && PATH.test(path) ? path : null
}
