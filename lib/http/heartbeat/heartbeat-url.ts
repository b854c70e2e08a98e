import { HEARTBEAT_PREFIX } from './heartbeat'

const PLAIN = /^\/api\/v1\/heartbeat\/[\w-]+(?:\/[\w-]+)?(?:\?|$)/
const SCHEME_AND_HOST = /^https?:\/\/[^/?#]*/i

/**
 * Characters that get into a URL when it is copied or joined: spaces, line ends, quotes, brackets, and extra slashes.
 */
const STRAY = `[\\s\\u0000-\\u0020\\u007f"'\`<>/\\\\\\u2018-\\u201f\\u00ab\\u00bb\\u200b-\\u200d\\u2060]+`
const STRAY_AROUND = new RegExp(`^${STRAY}|${STRAY}$`, 'gu')

/** The target of a request line without scheme and host, which a client may send in proxy form. */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(SCHEME_AND_HOST, '')
  return rest.startsWith('/') || rest === target ? rest : `/${rest}`
}

/**
 * The heartbeat URL in the target of a request, in the one form that is parsed: doubled slashes, and spaces, line ends,
 * quotes or slashes around the key and the signal, raw or percent-encoded, are removed. One slash right after the key
 * stays: it shows that a signal is missing. Null: it is no heartbeat URL.
 */
export function heartbeatUrlOf(target: string): string | null {
  if (PLAIN.test(target)) return target
  const url = originForm(target).replace(/#.*$/s, '')
  const mark = url.indexOf('?')
  const path = (mark === -1 ? url : url.slice(0, mark)).replace(/\/{2,}/g, '/')
  const query = mark === -1 ? '' : url.slice(mark)
  if (path === HEARTBEAT_PREFIX.slice(0, -1)) return HEARTBEAT_PREFIX + query
  if (!path.startsWith(HEARTBEAT_PREFIX)) return null
  const [key = '', ...words] = path.slice(HEARTBEAT_PREFIX.length).split('/').map(clean)
  const said = words.filter((word) => word !== '').join('/')
  return `${HEARTBEAT_PREFIX}${key}${words.length > 0 ? '/' : ''}${said}${query}`
}

function clean(segment: string): string {
  const text = decode(segment)
  return text === null ? segment : encodeURIComponent(text.replace(STRAY_AROUND, '').toWellFormed())
}

/** Null: its percent signs are invalid. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
