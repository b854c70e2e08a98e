import pg from 'pg'

type Callback = (error: Error | null, result?: unknown) => void

/**
 * A client that is destroyed when no answer comes within `query_timeout`. pg itself only gives up
 * the query and keeps the connection, so the next query would wait on it too. A pipelined client
 * does not need this.
 */
export class BoundedClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: passes all overloads of pg through
  override query(...args: any[]): any {
    const query = super.query as (...given: unknown[]) => unknown
    const last = args.at(-1)
    if (typeof last === 'function') {
      const callback: Callback = (error, result) => {
        this.#destroyIfLate(error)
        ;(last as Callback)(error, result)
      }
      return query.call(this, ...args.slice(0, -1), callback)
    }
    const result = query.call(this, ...args)
    if (result instanceof Promise) result.catch((error: unknown) => this.#destroyIfLate(error))
    return result
  }

  #destroyIfLate(error: unknown): void {
    if (!(error instanceof Error) || error.message !== 'Query read timeout') return
    const { stream } = (this as unknown as { connection: { stream: { destroy(): void } } }).connection
    stream.destroy()
  }
}
