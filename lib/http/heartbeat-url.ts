import { HEARTBEAT_PREFIX } from './heartbeat'

const PLAIN = /^\/api\/v1\/heartbeat\/[\w-]+(?:\/[\w-]+)?(?:\?|$)/
const SCHEME_AND_HOST = /^https?:\/\/[^/?#]*/i

/** What comes along when a URL is copied or put together: blanks, line ends, quotes, brackets, and slashes too many. */
const STRAY = `[\\s\\u0000-\\u0020\\u007f"'\`<>/\\\\\\u2018-\\u201f\\u00ab\\u00bb\\u200b-\\u200d\\u2060]+`
const STRAY_AROUND = new RegExp(`^${STRAY}|${STRAY}$`, 'gu')

/** The target of a request line without scheme and host, which a client may send as if to a proxy. */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const rest = target.replace(SCHEME_AND_HOST, '')
  return rest.startsWith('/') || rest === target ? rest : `/${rest}`
}

/**
 * The heartbeat URL that the target of a request means, in the one form that is parsed: slashes that are doubled, and blanks,
 * line ends, quotes or slashes around the key and the signal, raw or percent-encoded, are gone. One slash right after the
 * key stays: it says that something was to follow. Null: it means no heartbeat.
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

/** Null: its percent signs stand for nothing. */
function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
