import { assertNever } from '@/lib/base/assert-never'
import type { BeatRequest } from '@/lib/contract/beat-request'
import { toPublicIdOrNull } from '@/lib/contract/ids'
import { ADVICE, pathSentence, readPathSignal } from '@/lib/contract/said'
import type { BeatResult } from '@/lib/services/ingest/beat-call'
import { NO_PAGE_HEADERS } from '../security-headers'

export const HEARTBEAT_PREFIX = '/api/v1/heartbeat/'

export interface HeartbeatAddress {
  key: string
  path: BeatRequest['path']
  query: string
}

/** A plain answer to a heartbeat call. */
export interface HeartbeatAnswer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Reads `…/heartbeat/{key}[/{signal}][?query]`. Null: malformed. */
export function parseHeartbeatUrl(url: string): HeartbeatAddress | null {
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const query = mark === -1 ? '' : url.slice(mark + 1)
  const rest = path.slice(HEARTBEAT_PREFIX.length)
  const slash = rest.indexOf('/')
  const key = slash === -1 ? rest : rest.slice(0, slash)
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(key)) return null
  return { key, path: slash === -1 ? null : readPathSignal(rest.slice(slash)), query }
}

const TEXT = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'

/** On every answer: text is not sniffed, and not cached. */
const ALWAYS = { ...NO_PAGE_HEADERS, 'cache-control': 'no-store' }

export const MALFORMED: HeartbeatAnswer = plain(
  400,
  `A heartbeat URL is ${HEARTBEAT_PREFIX}{key} or ${HEARTBEAT_PREFIX}{key}/{signal}. ${ADVICE}`,
)
export const WRONG_METHOD: HeartbeatAnswer = {
  ...plain(405, 'Call a heartbeat URL with GET, HEAD, POST or PUT.'),
  headers: { 'content-type': TEXT, ...ALWAYS, allow: 'GET, HEAD, POST, PUT' },
}
export const HEARTBEAT_METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT'])

/** The answer, as JSON where the client uses it, else as text. */
export function answerHeartbeat(result: BeatResult, wantsJson: boolean): HeartbeatAnswer {
  switch (result.kind) {
    case 'counted': {
      const { warnings, runId, seq } = result
      if (!wantsJson) return warnings.length === 0 ? OK : withWarnings(warnings)
      const marks = { ...(result.isDuplicate && { dup: true }), ...(result.isCoalesced && { coalesced: true }) }
      const body = JSON.stringify({ ok: true, run: toPublicIdOrNull('run', runId), seq, ...marks, warnings })
      return { status: 200, headers: { 'content-type': JSON_TYPE, ...ALWAYS }, body }
    }
    case 'unknown_key':
      return refuse(
        404,
        'not_found',
        'There is no such heartbeat key. Copy the URL from the monitor’s page.',
        wantsJson,
      )
    case 'bad_signal':
      return refuse(400, 'invalid', pathSentence(result.text), wantsJson)
    case 'post_only': {
      const sentence = 'This monitor takes POST only, so that opening a link sends no beat. Call it with POST.'
      const answer = refuse(405, 'method_not_allowed', sentence, wantsJson)
      return { ...answer, headers: { ...answer.headers, allow: 'POST, PUT' } }
    }
    case 'deleted':
      return refuse(410, 'gone', 'This monitor was deleted. Remove the call from the job.', wantsJson)
    case 'too_many':
      return refuse(
        429,
        'too_many',
        result.of === 'monitor'
          ? 'Too many beats for one monitor. Send fewer beats.'
          : 'Too many beats from one workspace. Send fewer beats, or ask the operator of Lubdub for a higher quota.',
        wantsJson,
        result.retryAfterSeconds,
      )
    case 'unavailable':
      return refuse(503, 'unavailable', 'The beat was not stored. Try again.', wantsJson, result.retryAfterSeconds)
    case 'broken':
      return refuse(500, 'internal', 'The beat could not be stored. The server’s log says why.', wantsJson)
    default:
      return assertNever(result)
  }
}

const OK: HeartbeatAnswer = { status: 200, headers: { 'content-type': TEXT, ...ALWAYS }, body: 'OK' }

/** People look at the output, and not at headers. */
function withWarnings(warnings: readonly string[]): HeartbeatAnswer {
  const lines = warnings.map((warning) => warning.replace(/\s+/g, ' '))
  return {
    ...OK,
    headers: { ...OK.headers, 'lubdub-warnings': headerText(warnings) },
    body: `OK\n${lines.join('\n')}\n`,
  }
}

function plain(status: number, body: string): HeartbeatAnswer {
  return { status, headers: { 'content-type': TEXT, ...ALWAYS }, body: `${body}\n` }
}

function refuse(
  status: number,
  code: string,
  message: string,
  wantsJson: boolean,
  retryAfterSeconds?: number,
): HeartbeatAnswer {
  const answer = wantsJson
    ? { ...plain(status, ''), body: JSON.stringify({ error: { code, message, field: null } }) }
    : plain(status, message)
  const retry: Record<string, string> =
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return { ...answer, headers: { ...answer.headers, 'content-type': wantsJson ? JSON_TYPE : TEXT, ...retry } }
}

/** A header may hold printable ASCII only. */
function headerText(texts: readonly string[]): string {
  return texts
    .join(' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 1_000)
}

/** Whether the client sends or accepts JSON. */
export function speaksJson(contentType: string | undefined, accept: string | undefined): boolean {
  return Boolean(contentType?.includes('json') || accept?.includes('application/json'))
}
