/** Proxies and browsers close connections that are silent for long. */
const QUIET_MS = 10_000
/** After this time the page connects again, and has to send its session again. */
const LIFE_MS = 600_000
/** A client that has not read an event for this long is gone. */
const UNREAD_MS = 15_000

export interface EventSink {
  /**
   * Sends an event once the previous one was read. Until then only the newest event is kept, and it is built when it is
   * sent: a slow reader is at most one state behind.
   */
  offer(event: string, make: () => unknown): void
  /** Sends a sign of life when nothing was sent for a while; and ends the stream of a client that does not read. */
  alive(): void
  end(): void
}

/**
 * Answers with server-sent events until the reader leaves or ten minutes have passed. `start` returns a function that
 * stops it.
 */
export function eventStream(request: Request, start: (sink: EventSink) => () => void): Response {
  const encoder = new TextEncoder()
  let stop = () => {}
  let onPull = () => {}
  let stopNow = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let sentAt = Date.now()
      let isOver = false
      let next: { event: string; make: () => unknown } | null = null
      const isRead = () => (controller.desiredSize ?? 0) > 0
      const write = (text: string) => {
        sentAt = Date.now()
        controller.enqueue(encoder.encode(text))
      }
      const finish = (close: () => void) => {
        if (isOver) return
        isOver = true
        next = null
        clearTimeout(life)
        request.signal.removeEventListener('abort', end)
        stop()
        close()
      }
      const end = () => finish(() => controller.close())
      const life = setTimeout(end, LIFE_MS)
      const sendNext = () => {
        if (isOver || !next || !isRead()) return
        const { event, make } = next
        next = null
        write(`event: ${event}\ndata: ${JSON.stringify(make())}\n\n`)
      }
      onPull = sendNext
      const letGo = () => {
        // Unread data is dropped, too.
        if (!isRead() && Date.now() - sentAt >= UNREAD_MS)
          finish(() => controller.error(new Error('The client does not read.')))
      }
      request.signal.addEventListener('abort', end)
      write('retry: 2000\n\n')
      stop = start({
        offer: (event, make) => {
          if (isOver) return
          next = { event, make }
          sendNext()
          letGo()
        },
        alive: () => {
          if (isOver) return
          sendNext()
          if (isRead() && Date.now() - sentAt >= QUIET_MS) write('event: alive\ndata: {}\n\n')
          letGo()
        },
        end,
      })
      stopNow = () => finish(() => {})
      if (isOver) stop()
    },
    pull() {
      onPull()
    },
    cancel() {
      stopNow()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}
