import type { LiveState } from '@/components/ui/live-state'

/** The stream sends something at least every ten seconds; this long without is a dead line. */
const DEAD_AFTER_MS = 25_000
const ASK_EVERY_MS = 3_000
const RETRY_AFTER_MS = 12_000

interface Options<Event> {
  /** Name of the server-sent event. */
  event: string
  onEvent: (event: Event) => void
  onState: (state: LiveState) => void
}

/**
 * Listens to a stream of server-sent events at `url`. While it does not get through, asks for the same thing as JSON every three
 * seconds and tries the stream again now and then. Returns what stops it.
 */
export function openStream<Event>(url: string, { event, onEvent, onState }: Options<Event>): () => void {
  let source: EventSource | null = null
  let heardAt = Date.now()
  let openedAt = 0
  let stopped = false

  const listen = () => {
    source?.close()
    openedAt = Date.now()
    source = new EventSource(url)
    const heard = () => {
      heardAt = Date.now()
      onState({ kind: 'live' })
    }
    source.addEventListener('open', heard)
    source.addEventListener('alive', heard)
    source.addEventListener(event, (message) => {
      heard()
      onEvent(JSON.parse(message.data))
    })
    source.addEventListener('error', () => {
      if (!stopped) onState({ kind: 'reconnecting' })
    })
  }

  const ask = async () => {
    const answer = await fetch(`${url}?once`, { cache: 'no-store' }).catch(() => null)
    if (stopped || !answer?.ok) return
    onEvent(await answer.json())
    heardAt = Date.now()
    if (source?.readyState !== EventSource.OPEN) onState({ kind: 'as-of', at: heardAt })
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
