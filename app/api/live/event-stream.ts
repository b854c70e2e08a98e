/** Proxies and browsers give up on lines that are quiet for long. */
const QUIET_MS = 10_000
/** The page then connects again, and so has to show its session again. */
const LIFE_MS = 600_000

export interface EventSink {
  send(event: string, data: unknown): void
  /** Tells that all is well, where nothing was sent for a while. */
  alive(): void
  end(): void
}

/** Answers with server-sent events until the reader leaves or ten minutes have passed. `start` returns what stops it. */
export function eventStream(request: Request, start: (sink: EventSink) => () => void): Response {
  const encoder = new TextEncoder()
  let stop = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let sentAt = Date.now()
      let isOver = false
      const write = (text: string) => {
        if (isOver) return
        sentAt = Date.now()
        controller.enqueue(encoder.encode(text))
      }
      const end = () => {
        if (isOver) return
        isOver = true
        clearTimeout(life)
        stop()
        controller.close()
      }
      const life = setTimeout(end, LIFE_MS)
      request.signal.addEventListener('abort', end)
      write('retry: 2000\n\n')
      stop = start({
        send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
        alive: () => {
          if (Date.now() - sentAt >= QUIET_MS) write('event: alive\ndata: {}\n\n')
        },
        end,
      })
    },
    cancel() {
      stop()
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
