import type { LiveState } from '@/components/ui/live-state'

/** The stream sends something at least every ten seconds; after this long without anything the connection is dead. */
const DEAD_AFTER_MS = 25_000
const ASK_EVERY_MS = 3_000
const RETRY_AFTER_MS = 12_000
const ANSWER_WITHIN_MS = 8_000

interface Options<Event> {
  /** Name of the server-sent event. */
  event: string
  onEvent: (event: Event) => void
  onState: (state: LiveState) => void
  /** The run does not exist any more, or not for this person. */
  onRefused: () => void
}

/**
 * Listens to a stream of server-sent events at `url`. While the stream fails, requests the same data as JSON every
 * three seconds and tries the stream again from time to time; when that request fails too, the connection is lost until
 * the next answer. Returns a function that stops it.
 */
export function openStream<Event>(url: string, { event, onEvent, onState, onRefused }: Options<Event>): () => void {
  let source: EventSource | null = null
  let heardAt = Date.now()
  let openedAt = 0
  let isAsking = false
  let stopped = false
  let kind: LiveState['kind'] = 'still'
  const say = (state: LiveState) => {
    if (stopped) return
    kind = state.kind
    onState(state)
  }

  const listen = () => {
    source?.close()
    openedAt = Date.now()
    source = new EventSource(url)
    const heard = () => {
      heardAt = Date.now()
      say({ kind: 'live' })
    }
    source.addEventListener('open', heard)
    source.addEventListener('alive', heard)
    source.addEventListener(event, (message) => {
      heard()
      onEvent(JSON.parse(message.data))
    })
    source.addEventListener('error', () => {
      if (kind === 'live' || kind === 'still') say({ kind: 'reconnecting' })
    })
  }

  const ask = async () => {
    if (isAsking) return
    isAsking = true
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    const answer = await fetch(`${url}?once`, { cache: 'no-store', signal }).catch(() => null)
    const told = answer?.ok ? await answer.json().catch(() => null) : null
    isAsking = false
    if (stopped) return
    if (told !== null) {
      const wasLost = kind === 'lost'
      heardAt = Date.now()
      onEvent(told)
      if (source?.readyState === EventSource.OPEN) return
      say({ kind: 'polling', everyMs: ASK_EVERY_MS })
      if (wasLost) listen()
    } else if (answer !== null && [401, 403, 404].includes(answer.status)) onRefused()
    else if (source?.readyState !== EventSource.OPEN || Date.now() - heardAt > DEAD_AFTER_MS) {
      say({ kind: 'lost', since: heardAt })
    }
  }

  const watch = setInterval(() => {
    const now = Date.now()
    const isDead = source?.readyState === EventSource.OPEN && now - heardAt > DEAD_AFTER_MS
    const isShut = source?.readyState !== EventSource.OPEN
    if (!isDead && !isShut) return
    if (document.visibilityState === 'visible') void ask()
    if (isDead || now - openedAt > RETRY_AFTER_MS) listen()
  }, ASK_EVERY_MS)

  listen()
  return () => {
    stopped = true
    clearInterval(watch)
    source?.close()
    onState({ kind: 'still' })
  }
}
