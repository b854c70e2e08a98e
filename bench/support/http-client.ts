import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

/** The result of one call. `status` null: no answer, and `error` says why. */
export interface Answer {
  status: number | null
  error: string | null
  headers: IncomingHttpHeaders
  body: string
  /** From the call to the end of the answer, in milliseconds. */
  ms: number
}

export interface Call {
  method?: string
  headers?: OutgoingHttpHeaders
  body?: string
}

/** Calls over connections that are kept, never throws, and gives up after `timeoutMs`. */
export class HttpClient {
  readonly #agent: Agent
  readonly #timeoutMs: number

  constructor({ timeoutMs, connections }: { timeoutMs: number; connections: number }) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
    this.#timeoutMs = timeoutMs
  }

  call(url: string, { method = 'GET', headers = {}, body }: Call = {}): Promise<Answer> {
    const startedAt = performance.now()
    return new Promise((resolve) => {
      const end = (answer: Partial<Answer>) => {
        clearTimeout(timer)
        resolve({ status: null, error: null, headers: {}, body: '', ms: performance.now() - startedAt, ...answer })
      }
      const outgoing = request(url, { method, headers, agent: this.#agent }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', (error) => end({ error: reasonOf(error) }))
        incoming.on('aborted', () => end({ error: 'cut off' }))
        incoming.on('end', () =>
          end({
            status: incoming.statusCode ?? null,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        )
      })
      const timer = setTimeout(() => {
        end({ error: 'timeout' })
        outgoing.destroy()
      }, this.#timeoutMs)
      outgoing.on('error', (error) => end({ error: reasonOf(error) }))
      outgoing.end(body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

function reasonOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.message
}
