import { type Message, type SendResult, TOTAL_TIMEOUT_MS } from '../../message'

/** Posts the event's sentence to the rooms. A real kind connects through `guarded-agent.ts` of the webhooks. */
export async function sendToy(
  { id, event, signal }: Message,
  { server, token, rooms }: { server: string; token: string; rooms: readonly string[] },
): Promise<SendResult> {
  const limit = AbortSignal.timeout(TOTAL_TIMEOUT_MS)
  try {
    const { ok, status } = await fetch(server, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${token}`, 'webhook-id': id },
      body: JSON.stringify({ says: event.summary, rooms }),
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    })
    return { outcome: ok ? 'sent' : 'retry', reason: `The chat answered ${status}.`, code: status }
  } catch {
    return { outcome: 'retry', reason: 'The chat did not answer.' }
  }
}
