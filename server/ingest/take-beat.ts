import type { IncomingMessage, ServerResponse } from 'node:http'
import { OUTPUT_LIMIT } from '@/lib/contract/beat-parse'
import {
  answerHeartbeat,
  HEARTBEAT_METHODS,
  type HeartbeatAnswer,
  MALFORMED,
  parseHeartbeatUrl,
  speaksJson,
  WRONG_METHOD,
} from '@/lib/http/heartbeat'
import type { Ingest } from '@/lib/services/ingest/ingest'
import { type ReadBody, readTail } from './read-body'

/** What a beat is given to. */
export type BeatTaker = Pick<Ingest, 'record'>

const EMPTY: ReadBody = { body: Buffer.alloc(0), isTruncated: false }

/** Answers one call of a heartbeat URL. */
export async function takeBeat(
  request: IncomingMessage,
  response: ServerResponse,
  { ingest, trustForwarded }: { ingest: BeatTaker; trustForwarded: boolean },
): Promise<void> {
  const { headers } = request
  const method = request.method ?? 'GET'
  const address = HEARTBEAT_METHODS.has(method) ? parseHeartbeatUrl(request.url!) : null
  if (!address) return write(response, method, HEARTBEAT_METHODS.has(method) ? MALFORMED : WRONG_METHOD)
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const { body, isTruncated } = hasBody ? await readTail(request, OUTPUT_LIMIT) : EMPTY
  const contentType = headers['content-type'] ?? ''
  const result = await ingest.record(
    address.key,
    {
      path: address.path,
      query: address.query,
      contentType,
      body,
      bodyTruncated: isTruncated,
      idempotencyHeader: one(headers['idempotency-key']),
      traceparent: one(headers.traceparent),
    },
    { method, agent: headers['user-agent']?.slice(0, 200) ?? null, ip: callerAddress(request, trustForwarded) },
  )
  // A body that was not read to its end would be taken for the next request.
  if (hasBody && !request.complete) response.setHeader('connection', 'close')
  write(response, method, answerHeartbeat(result, speaksJson(contentType, headers.accept)))
}

export function write(response: ServerResponse, method: string, { status, headers, body }: HeartbeatAnswer): void {
  if (response.destroyed) return
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(method === 'HEAD' ? undefined : body)
}

/** The peer, or, behind a proxy of the operator's, whom that proxy saw: the last address that it added. */
function callerAddress(request: IncomingMessage, trustForwarded: boolean): string | null {
  const forwarded = trustForwarded ? one(request.headers['x-forwarded-for'])?.split(',').at(-1)?.trim() : undefined
  return (forwarded || request.socket.remoteAddress) ?? null
}

function one(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}
