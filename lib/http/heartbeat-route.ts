import { forwardedAddress } from '@/lib/base/addresses'
import { envFlag } from '@/lib/base/env'
import { unavailable } from '@/lib/services/ingest/beat-call'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { BodyReader, NO_BODY, READ_LIMIT, type ReadBody } from './body-reader'
import { answerHeartbeat, HEARTBEAT_PREFIX, MALFORMED, parseHeartbeatUrl, speaksJson } from './heartbeat'
import { heartbeatUrlOf, originForm } from './heartbeat-url'

/** Answers a heartbeat call in a process whose requests are web Requests, exactly as the ingest process does. */
export async function heartbeatRoute(request: Request): Promise<Response> {
  const { method, headers } = request
  const address = parseHeartbeatUrl(heartbeatUrlOf(originForm(request.url)) ?? HEARTBEAT_PREFIX)
  if (!address) return new Response(MALFORMED.body, MALFORMED)
  const contentType = headers.get('content-type') ?? ''
  const body = request.body ? await readBody(request.body, headers) : NO_BODY
  const ingest = await getIngest().catch(() => null)
  const call = {
    path: address.path,
    query: address.query,
    contentType,
    ...body,
    idempotencyHeader: headers.get('idempotency-key'),
    traceparent: headers.get('traceparent'),
  }
  const caller = { method, agent: headers.get('user-agent')?.slice(0, 200) ?? null, ip: callerAddress(headers) }
  const result = ingest ? await ingest.record(address.key, call, caller) : unavailable()
  const answer = answerHeartbeat(result, speaksJson(contentType, headers.get('accept') ?? undefined))
  return new Response(method === 'HEAD' ? null : `${answer.body.trimEnd()}\n`, answer)
}

async function readBody(stream: NonNullable<Request['body']>, headers: Headers): Promise<ReadBody> {
  const reader = new BodyReader({
    contentType: headers.get('content-type') ?? '',
    contentEncoding: headers.get('content-encoding'),
  })
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    const taken = reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    if (taken !== null) await taken
    if (reader.size > READ_LIMIT) break
  }
  return reader.finish()
}

/** A web Request has no peer: only a proxy of the operator's can say who called, by the last address that it added. */
function callerAddress(headers: Headers): string | null {
  if (!envFlag('LUBDUB_TRUST_PROXY')) return null
  return forwardedAddress(headers.get('x-forwarded-for'))
}
