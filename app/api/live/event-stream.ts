/** Proxies and browsers give up on lines that are quiet for long. */
const QUIET_MS = 10_000
/** The page then connects again, and so has to show its session again. */
const LIFE_MS = 600_000
/** Whoever has not read what was sent this long ago is not there any more. */
const UNREAD_MS = 15_000

export interface EventSink {
  /**
   * Sends an event once what was sent before is read. Until then only the last one offered is kept, and it is made when it is
   * sent: a slow reader is one state behind at most.
   */
  offer(event: string, make: () => unknown): void
  /** Tells that all is well, where nothing was sent for a while; and ends the stream of who does not read. */
  alive(): void
  end(): void
}

/** Answers with server-sent events until the reader leaves or ten minutes have passed. `start` returns what stops it. */
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
        // What lies unread is thrown away, too.
        if (!isRead() && Date.now() - sentAt >= UNREAD_MS)
          finish(() => controller.error(new Error('Nobody reads this.')))
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
