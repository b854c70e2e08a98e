const ANYWHERE = 'http://lubdub.invalid'

/**
 * Where to go on to after signing in: a path of ours, parsed and written anew. Whatever could lead to another site, or is no
 * path, becomes `fallback`.
 */
export function safeNext(path: string | null | undefined, fallback = '/monitors'): string {
  if (typeof path !== 'string' || path.length > 2_000 || !/^\/(?![/\\])/.test(path)) return fallback
  // Browsers drop tabs and line ends and read a backslash as a slash, before they look where a URL leads.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u0020\u007f-\u009f\\]/.test(path) || !URL.canParse(path, ANYWHERE)) return fallback
  const url = new URL(path, ANYWHERE)
  if (url.origin !== ANYWHERE || url.username !== '' || url.pathname.startsWith('//')) return fallback
  // Not where a browser would do or undo something by merely going there.
  if (url.pathname === '/api' || url.pathname.startsWith('/api/')) return fallback
  return url.pathname + url.search + url.hash
}
