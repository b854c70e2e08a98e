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
  let stopped = false
  let kind: LiveState['kind'] = 'still'
  const say = (state: LiveState) => {
    if (stopped) return
    kind = state.kind
    onState(state)
  }

  const onHeard = () => {
    heardAt = Date.now()
    say({ kind: 'live' })
  }
  const listen = () => {
    source?.close()
    openedAt = Date.now()
    const onError = () => (kind === 'live' || kind === 'still') && say({ kind: 'reconnecting' })
    source = openSource<Event>(url, { event, onHeard, onEvent, onError })
  }

  const request = oneAtATime(() => askOnce<Event>(url))
  const ask = async () => {
    const answer = await request()
    if (answer === null || stopped) return
    const { told, status } = answer
    if (told !== null) {
      const wasLost = kind === 'lost'
      heardAt = Date.now()
      onEvent(told)
      if (source?.readyState === EventSource.OPEN) return
      say({ kind: 'polling', everyMs: ASK_EVERY_MS })
      if (wasLost) listen()
    } else if (status !== null && REFUSALS.includes(status)) onRefused()
    else if (source?.readyState !== EventSource.OPEN || Date.now() - heardAt > DEAD_AFTER_MS) {
      say({ kind: 'lost', since: heardAt })
    }
  }

  const watch = setInterval(() => {
    const isOpen = source?.readyState === EventSource.OPEN
    const isDead = isOpen && Date.now() - heardAt > DEAD_AFTER_MS
    if (isOpen && !isDead) return
    if (document.visibilityState === 'visible') void ask()
    if (isDead || Date.now() - openedAt > RETRY_AFTER_MS) listen()
  }, ASK_EVERY_MS)

  listen()
  return () => {
    stopped = true
    clearInterval(watch)
    source?.close()
    onState({ kind: 'still' })
  }
}

interface Listeners<Event> {
  event: string
  onHeard: () => void
  onEvent: (event: Event) => void
  onError: () => void
}

function openSource<Event>(url: string, { event, onHeard, onEvent, onError }: Listeners<Event>): EventSource {
  const source = new EventSource(url)
  for (const alive of ['open', 'alive', event]) source.addEventListener(alive, onHeard)
  source.addEventListener(event, (message) => onEvent(JSON.parse(message.data)))
  source.addEventListener('error', onError)
  return source
}

/** While one call is under way, another one returns null. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T | null> {
  let isUnderWay = false
  return async () => {
    if (isUnderWay) return null
    isUnderWay = true
    try {
      return await work()
    } finally {
      isUnderWay = false
    }
  }
}

const REFUSALS = [401, 403, 404]

/** The same data as JSON. `told` null: there is none; `status` null: no answer. */
async function askOnce<Event>(url: string): Promise<{ told: Event | null; status: number | null }> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
  const answer = await fetch(`${url}?once`, { cache: 'no-store', signal }).catch(() => null)
  const told = answer?.ok ? await answer.json().catch(() => null) : null
  return { told, status: answer?.status ?? null }
}
