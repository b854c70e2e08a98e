import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  answerHeartbeat,
  HEARTBEAT_METHODS,
  type HeartbeatAnswer,
  MALFORMED,
  parseHeartbeatUrl,
  speaksJson,
  WRONG_METHOD,
} from '@/lib/http/heartbeat/heartbeat'
import { NO_BODY, type ReadBody } from '@/lib/http/request/body-reader'
import { callerAddress } from '@/lib/http/request/caller-address'
import type { Arrival } from '@/lib/services/ingest/arrivals'
import { type BeatResult, unavailable } from '@/lib/services/ingest/beat-call'
import type { Ingest } from '@/lib/services/ingest/ingest'
import { BodyLetGo, readBody } from './read-body'
import { refuseWith } from './refuse'

/** The functions of the ingest that take beats. */
export type BeatTaker = Pick<Ingest, 'record' | 'arrive' | 'leave' | 'turnAway'>

/** Answers one call of a heartbeat URL. `arrival`: given if the call was received before it could be handled. */
export async function takeBeat(
  request: IncomingMessage,
  response: ServerResponse,
  {
    ingest,
    trustForwarded,
    arrival: earlier,
  }: { ingest: BeatTaker; trustForwarded: boolean; arrival?: Arrival | undefined },
): Promise<void> {
  const { headers } = request
  const method = request.method ?? 'GET'
  const address = HEARTBEAT_METHODS.has(method) ? parseHeartbeatUrl(request.url!) : null
  if (!address) return write(response, method, HEARTBEAT_METHODS.has(method) ? MALFORMED : WRONG_METHOD)
  // The receive time is when the headers were read, also when the body follows slowly.
  const arrival = earlier ?? ingest.arrive(address.key)
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const contentType = headers['content-type'] ?? ''
  const isJson = speaksJson(contentType, headers.accept)
  const peer = request.socket.remoteAddress ?? null
  const ip = callerAddress(one(headers['x-forwarded-for']), { isTrusted: trustForwarded, peer })
  const record = (body: ReadBody) =>
    ingest.record(
      address.key,
      {
        path: address.path,
        query: address.query,
        contentType,
        ...body,
        idempotencyHeader: one(headers['idempotency-key']),
        traceparent: one(headers.traceparent),
      },
      { method, agent: headers['user-agent']?.slice(0, 200) ?? null, ip },
      arrival,
    )
  let result: BeatResult
  try {
    result = await (hasBody ? readBody(request, record) : record(NO_BODY))
  } catch (error) {
    if (!(error instanceof BodyLetGo)) {
      // The call may have arrived completely, behind another one, before its caller disconnected. Or its connection was closed to make room for others.
      if (request.complete || request.socket.errored instanceof BodyLetGo) ingest.turnAway(address.key, arrival)
      else ingest.leave(arrival)
      throw error
    }
    ingest.turnAway(address.key, arrival)
    const { status, headers, body } = answerHeartbeat(unavailable(), isJson)
    refuseWith(request, response, { status, type: headers['content-type']!, body: `${body.trimEnd()}\n`, headers })
    return
  }
  // The unread rest of a body would be read as the next request.
  if (hasBody && !request.complete) response.setHeader('connection', 'close')
  write(response, method, answerHeartbeat(result, isJson))
}

export function write(response: ServerResponse, method: string, { status, headers, body }: HeartbeatAnswer): void {
  if (response.destroyed) return
  const text = body.endsWith('\n') ? body : `${body}\n`
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(text) })
  response.end(method === 'HEAD' ? undefined : text)
}

function one(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}
