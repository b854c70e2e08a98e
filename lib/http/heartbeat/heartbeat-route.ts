import { type BeatResult, unavailable } from '@/lib/services/ingest/beat-call'
import { getIngest } from '@/lib/services/ingest/get-ingest'
import { getSettings } from '@/lib/settings/process-settings'
import { heartbeatBodies } from '../request/body-budget'
import { BodyReader, NO_BODY, READ_LIMIT, type ReadBody } from '../request/body-reader'
import { callerAddress } from '../request/caller-address'
import { answerHeartbeat, HEARTBEAT_PREFIX, MALFORMED, parseHeartbeatUrl, speaksJson } from './heartbeat'
import { heartbeatUrlOf, originForm } from './heartbeat-url'

/** Answers a heartbeat call in a process whose requests are web Requests, exactly as the ingest process does. */
export async function heartbeatRoute(request: Request): Promise<Response> {
  const { method, headers } = request
  const address = parseHeartbeatUrl(heartbeatUrlOf(originForm(request.url)) ?? HEARTBEAT_PREFIX)
  if (!address) return new Response(MALFORMED.body, MALFORMED)
  const contentType = headers.get('content-type') ?? ''
  const ingest = await openIngest().catch(() => null)
  // The receive time is now, even if the body is slow.
  const arrival = ingest?.arrive(address.key)
  const record = async (body: ReadBody): Promise<BeatResult> => {
    // Also where the settings are wrong: the sentences about them are for the operator, the caller is told to come back.
    if (!ingest) return unavailable()
    const call = {
      path: address.path,
      query: address.query,
      contentType,
      ...body,
      idempotencyHeader: headers.get('idempotency-key'),
      traceparent: headers.get('traceparent'),
    }
    // A web Request has no peer: only the operator's proxy can state the caller.
    const ip = callerAddress(headers.get('x-forwarded-for'), { isTrusted: getSettings().trustProxy })
    const caller = { method, agent: headers.get('user-agent')?.slice(0, 200) ?? null, ip }
    return ingest.record(address.key, call, caller, arrival)
  }
  const turnAway = () => arrival && ingest?.turnAway(address.key, arrival)
  let result: BeatResult
  try {
    result = await (request.body ? withBody(request.body, { headers, record, turnAway }) : record(NO_BODY))
  } catch (error) {
    if (arrival) ingest?.leave(arrival)
    throw error
  }
  const answer = answerHeartbeat(result, speaksJson(contentType, headers.get('accept') ?? undefined))
  return new Response(method === 'HEAD' ? null : `${answer.body.trimEnd()}\n`, answer)
}

const openIngest = async () => getIngest(getSettings())

/** Records the body; a body that is dropped to make room is answered as a beat that was not stored. */
async function withBody(
  stream: NonNullable<Request['body']>,
  {
    headers,
    record,
    turnAway,
  }: { headers: Headers; record: (body: ReadBody) => Promise<BeatResult>; turnAway: () => void },
): Promise<BeatResult> {
  const reader = new BodyReader({
    contentType: headers.get('content-type') ?? '',
    contentEncoding: headers.get('content-encoding'),
  })
  const source = stream.getReader()
  let isLetGo = false
  const place = heartbeatBodies.enter(() => {
    isLetGo = true
    source.cancel().catch(() => {})
  })
  try {
    while (!isLetGo && reader.size <= READ_LIMIT) {
      const { done, value } = await source.read()
      if (done) break
      const taken = reader.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
      if (taken !== null) await taken
      place.hold(reader.held)
    }
    if (isLetGo) {
      turnAway()
      return unavailable()
    }
    if (reader.size > READ_LIMIT) source.cancel().catch(() => {})
    const body = await reader.finish()
    place.complete(reader.held)
    return await record(body)
  } finally {
    reader.leave()
    place.leave()
  }
}
