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
  let writer: EventWriter | null = null
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      writer = new EventWriter(controller, request.signal)
      writer.begin(start)
    },
    pull: () => writer?.sendNext(),
    cancel: () => writer?.leave(),
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  })
}

class EventWriter implements EventSink {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>
  readonly #signal: AbortSignal
  readonly #encoder = new TextEncoder()
  readonly #life: NodeJS.Timeout
  #sentAt = Date.now()
  #isOver = false
  #next: { event: string; make: () => unknown } | null = null
  #stop = () => {}

  constructor(controller: ReadableStreamDefaultController<Uint8Array>, signal: AbortSignal) {
    this.#controller = controller
    this.#signal = signal
    this.#life = setTimeout(this.end, LIFE_MS)
    signal.addEventListener('abort', this.end)
  }

  begin(start: (sink: EventSink) => () => void): void {
    this.#write('retry: 2000\n\n')
    this.#stop = start(this)
    if (this.#isOver) this.#stop()
  }

  offer(event: string, make: () => unknown): void {
    if (this.#isOver) return
    this.#next = { event, make }
    this.sendNext()
    this.#letGo()
  }

  alive(): void {
    if (this.#isOver) return
    this.sendNext()
    if (this.#isRead && Date.now() - this.#sentAt >= QUIET_MS) this.#write('event: alive\ndata: {}\n\n')
    this.#letGo()
  }

  readonly end = (): void => this.#finish(() => this.#controller.close())

  /** The reader has left: there is nothing to close. */
  leave(): void {
    this.#finish(() => {})
  }

  sendNext(): void {
    if (this.#isOver || !this.#next || !this.#isRead) return
    const { event, make } = this.#next
    this.#next = null
    this.#write(`event: ${event}\ndata: ${JSON.stringify(make())}\n\n`)
  }

  get #isRead(): boolean {
    return (this.#controller.desiredSize ?? 0) > 0
  }

  #write(text: string): void {
    this.#sentAt = Date.now()
    this.#controller.enqueue(this.#encoder.encode(text))
  }

  /** Unread data is dropped, too. */
  #letGo(): void {
    if (this.#isRead || Date.now() - this.#sentAt < UNREAD_MS) return
    this.#finish(() => this.#controller.error(new Error('The client does not read.')))
  }

  #finish(close: () => void): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#next = null
    clearTimeout(this.#life)
    this.#signal.removeEventListener('abort', this.end)
    this.#stop()
    close()
  }
}
