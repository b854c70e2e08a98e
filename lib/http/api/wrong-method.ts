import { ERROR_STATUS } from '@/lib/base/errors'
import type { ErrorBody } from '@/lib/contract/error-body'
import { OPERATIONS } from '@/lib/contract/openapi-operations'
import { HEARTBEAT_METHODS, HEARTBEAT_PREFIX, WRONG_METHOD } from '../heartbeat/heartbeat'
import { jsonAnswer } from './json-answer'

/** Paths under `/api` that are no operation of the management API. */
const OTHERS = [
  { method: 'get', path: '/api/v1/openapi.json' },
  { method: 'get', path: '/api/live/ping' },
  { method: 'get', path: '/api/live/runs/{runId}' },
]

interface Served {
  parts: string[]
  methods: string[]
}

const SERVED = servedBy([...OPERATIONS, ...OTHERS])

function servedBy(operations: readonly { method: string; path: string }[]): Served[] {
  const methods = new Map<string, string[]>()
  // `/monitors/import` must match its own name, not the id of a monitor.
  const plainFirst = [...operations].sort((a, b) => a.path.split('{').length - b.path.split('{').length)
  for (const { method, path } of plainFirst) methods.set(path, [...(methods.get(path) ?? []), method.toUpperCase()])
  return [...methods].map(([path, ofPath]) => ({ parts: path.split('/'), methods: ofPath }))
}

/** The methods of a path of the API, in the order of its description. Null: no such path. */
export function methodsOf(pathname: string): string[] | null {
  const asked = pathname.replace(/\/$/, '').split('/')
  const isIt = (part: string, at: number) => (part.startsWith('{') ? asked[at] !== '' : asked[at] === part)
  return SERVED.find(({ parts }) => parts.length === asked.length && parts.every(isIt))?.methods ?? null
}

/**
 * The answer for a method that a path of the API does not have. Null: it has the method, or the path is not of the API.
 */
export function refuseWrongMethod({ method, pathname }: { method: string; pathname: string }): Response | null {
  if (pathname.startsWith(HEARTBEAT_PREFIX)) {
    return HEARTBEAT_METHODS.has(method) ? null : new Response(WRONG_METHOD.body, WRONG_METHOD)
  }
  const methods = methodsOf(pathname)
  if (!methods) return null
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS']
  if (allowed.includes(method)) return null
  const message = `${pathname.slice(0, 200)} does not take ${method.slice(0, 20)}; call it with ${inWords(methods)}.`
  const body: ErrorBody = { error: { code: 'method_not_allowed', message, field: null } }
  const headers = { allow: allowed.join(', '), 'cache-control': 'private, no-store' }
  return jsonAnswer(body, { status: ERROR_STATUS.method_not_allowed, headers })
}

const inWords = (methods: readonly string[]) =>
  [methods.slice(0, -1).join(', '), ...methods.slice(-1)].filter(Boolean).join(' or ')
