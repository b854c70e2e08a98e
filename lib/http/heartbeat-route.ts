import { envFlag } from '@/lib/base/env'
import { OUTPUT_LIMIT } from '@/lib/contract/beat-parse'
import { unavailable } from '@/lib/services/ingest/beat-call'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { answerHeartbeat, MALFORMED, parseHeartbeatUrl, READ_LIMIT, speaksJson } from './heartbeat'

/** Answers a heartbeat call in a process whose requests are web Requests, exactly as the ingest process does. */
export async function heartbeatRoute(request: Request): Promise<Response> {
  const { method, headers } = request
  const url = new URL(request.url)
  const address = parseHeartbeatUrl(url.pathname + url.search)
  if (!address) return new Response(MALFORMED.body, MALFORMED)
  const contentType = headers.get('content-type') ?? ''
  const { body, bodyTruncated } = await readTail(request.body)
  const ingest = await getIngest().catch(() => null)
  const call = {
    path: address.path,
    query: address.query,
    contentType,
    body,
    bodyTruncated,
    idempotencyHeader: headers.get('idempotency-key'),
    traceparent: headers.get('traceparent'),
  }
  const caller = { method, agent: headers.get('user-agent')?.slice(0, 200) ?? null, ip: callerAddress(headers) }
  const result = ingest ? await ingest.record(address.key, call, caller) : unavailable()
  const answer = answerHeartbeat(result, speaksJson(contentType, headers.get('accept') ?? undefined))
  return new Response(method === 'HEAD' ? null : answer.body, answer)
}

/** As the ingest process does: the end of what came first, and never more in memory than that. */
async function readTail(stream: Request['body']): Promise<{ body: Buffer; bodyTruncated: boolean }> {
  let body = Buffer.alloc(0)
  let read = 0
  for await (const chunk of (stream ?? []) as AsyncIterable<Uint8Array>) {
    read += chunk.byteLength
    if (read > READ_LIMIT) break
    body = Buffer.concat([body, chunk])
    if (body.length > OUTPUT_LIMIT) body = body.subarray(body.length - OUTPUT_LIMIT)
  }
  return { body, bodyTruncated: read > OUTPUT_LIMIT }
}

/** A web Request has no peer: only a proxy of the operator's can say who called, by the last address that it added. */
function callerAddress(headers: Headers): string | null {
  if (!envFlag('LUBDUB_TRUST_PROXY')) return null
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() || null
}
