const LONGEST = 500
const ELSEWHERE = /^\/(?![/\\])/
const BASE = 'http://lubdub.invalid'

/** Where someone may be sent after signing in: a path of ours, parsed and written anew. Null: nothing that may be used. */
export function safeNext(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST || !ELSEWHERE.test(value) || !URL.canParse(value, BASE))
    return null
  const { origin, pathname, search, hash } = new URL(value, BASE)
  const path = pathname + search + hash
  // Once more: dots that are resolved may leave two slashes at the head.
  return origin === BASE && ELSEWHERE.test(path) ? path : null
}
