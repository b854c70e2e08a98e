import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { readTwoTurns } from '@/lib/services/ingest/poll'
import { BodyLetGo } from './read-body'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

interface Queued {
  request: IncomingMessage
  response: ServerResponse
  handle: Handler
  /**
   * Called in place of `handle` where the connection is lost first. Resolves when nothing more has to be done for the
   * request.
   */
  drop(): void | Promise<void>
}

/** What is done for a request that is not handled: its connection was lost, or too many requests waited on it. */
export interface Unhandled extends Pick<Queued, 'drop'> {
  turnAway(): void
}

const NOTHING: Unhandled = { drop: () => {}, turnAway: () => {} }

interface Connection {
  socket: Socket
  /** The answer in progress. Null: there is none. */
  response: ServerResponse | null
  /** How many requests on this connection have begun to be answered. */
  begun: number
  /** Requests that were sent before the earlier one was answered. */
  waiting: Queued[]
  /** Since when the client has left bytes unread, and how many it had read by then. Null: nothing is unread. */
  unread: { since: number; taken: number } | null
}

const STATE = Symbol('connection')
type Known = (Socket | Duplex) & { [STATE]?: Connection }

const WAITING_OF_ONE = 1_000
const WAITING_OF_ALL = 20_000
/** How many requests of lost connections are handled at a time: one caller must not fill the queue for all. */
const LOST_AT_A_TIME = 64
/**
 * At most this many connections in a row are kept because unread bytes were found; then the next one is closed in any
 * case.
 */
const SPARED = 3
/** A client that reads less than this in this time, while more is ready, is not reading. */
const TAKES_BYTES = 64_000
const WITHIN_MS = 15_000
/** The limit for all unread answers together. */
const UNREAD_BYTES = 64_000_000

/**
 * The connections of the public port. Each is served one request at a time; a client that does not read is cut off; and
 * when there are too many, the one that has been idle longest is closed, so that a caller with a beat always gets in.
 */
export class Connections {
  readonly #most: number
  readonly #quiet = new Set<Connection>()
  readonly #receiving = new Set<Connection>()
  readonly #serving = new Set<Connection>()
  readonly #lost: Queued[] = []
  #losing = 0
  #waiting = 0
  #isAtRunLimit = false

  constructor({ most }: { most: number }) {
    this.#most = most
  }

  /** How many bytes of an answer may be held for its reader. */
  get holdBytes(): number {
    return this.#isAtRunLimit ? 64_000 : 1_000_000
  }

  open(socket: Socket): void {
    const connection: Connection = { socket, response: null, begun: 0, waiting: [], unread: null }
    ;(socket as Known)[STATE] = connection
    this.#quiet.add(connection)
    socket.once('close', () => {
      this.#lost.push(...connection.waiting)
      connection.waiting = []
      while (this.#losing < LOST_AT_A_TIME && this.#lost.length > 0) void this.#lose()
      for (const set of [this.#quiet, this.#receiving, this.#serving]) set.delete(connection)
    })
    if (this.#isFull) this.#makeRoom(connection)
  }

  /** Whether a request on the connection is being answered, so that another one has to wait. */
  isBusy(socket: Duplex): boolean {
    return Boolean((socket as Known)[STATE]?.response)
  }

  /** Whether its caller has to send more before anything can be answered. */
  isAwaited(socket: Duplex): boolean {
    return !this.isBusy(socket) || this.receivedFor(socket) !== null
  }

  /** The answer to the request whose body is arriving. Null: there is none. */
  receivedFor(socket: Duplex): ServerResponse | null {
    const connection = (socket as Known)[STATE]
    return connection && this.#receiving.has(connection) ? connection.response : null
  }

  /** How many requests have begun to be answered on the connection. */
  begunOn(socket: Duplex): number {
    return (socket as Known)[STATE]?.begun ?? 0
  }

  /** Handles a request once the earlier ones on the same connection are answered. */
  serve(request: IncomingMessage, response: ServerResponse, handle: Handler, unhandled = NOTHING): void {
    const connection = (request.socket as Known)[STATE]
    if (!connection) {
      handle(request, response)
      return
    }
    if (!connection.response && !connection.socket.destroyed) {
      this.#begin(connection, { request, response, handle })
      return
    }
    // After the connection was cut, requests that came in the same piece are still parsed; they must not fill the queue
    // for all.
    const { destroyed } = connection.socket
    if (destroyed || connection.waiting.length >= WAITING_OF_ONE || this.#waiting >= WAITING_OF_ALL) {
      unhandled.turnAway()
      connection.socket.destroy()
      return
    }
    this.#waiting += 1
    connection.waiting.push({ request, response, handle, drop: unhandled.drop })
    connection.socket.pause()
  }

  /** Whether an answer has begun on the connection, so that nothing else may be written to it. */
  isAnswering(socket: Duplex): boolean {
    return (socket as Known)[STATE]?.response?.headersSent ?? false
  }

  /** Cuts off clients that do not read. `now` in milliseconds, monotonic. */
  sweep(now: number): void {
    let unreadBytes = 0
    const unread: Connection[] = []
    for (const set of [this.#quiet, this.#receiving, this.#serving]) {
      for (const connection of set) {
        const { socket } = connection
        const left = socket.writableLength
        if (left === 0) connection.unread = null
        else {
          const taken = socket.bytesWritten - left
          connection.unread ??= { since: now, taken }
          unread.push(connection)
          unreadBytes += left
        }
      }
    }
    for (const connection of unread) {
      const { since, taken } = connection.unread!
      if (now - since < WITHIN_MS) continue
      const { socket } = connection
      const takenNow = socket.bytesWritten - socket.writableLength
      if (takenNow - taken < TAKES_BYTES) {
        unreadBytes -= socket.writableLength
        socket.destroy()
      } else connection.unread = { since: now, taken: takenNow }
    }
    this.#isAtRunLimit = unreadBytes > UNREAD_BYTES / 2
    if (unreadBytes <= UNREAD_BYTES) return
    for (const { socket } of unread.sort((a, b) => a.unread!.since - b.unread!.since)) {
      if (unreadBytes <= UNREAD_BYTES / 2) break
      unreadBytes -= socket.writableLength
      socket.destroy()
    }
  }

  #begin(connection: Connection, { request, response, handle }: Omit<Queued, 'drop'>): void {
    connection.response = response
    connection.begun += 1
    this.#quiet.delete(connection)
    const isReceiving = hasBody(request) && !request.complete
    const set = isReceiving ? this.#receiving : this.#serving
    set.add(connection)
    if (isReceiving) {
      request.once('end', () => {
        if (this.#receiving.delete(connection)) this.#serving.add(connection)
      })
    }
    response.once('close', () => this.#next(connection))
    handle(request, response)
  }

  async #lose(): Promise<void> {
    this.#losing += 1
    for (let next = this.#lost.shift(); next; next = this.#lost.shift()) {
      this.#waiting -= 1
      await next.drop()
    }
    this.#losing -= 1
  }

  #next(connection: Connection): void {
    const { socket } = connection
    if (socket.destroyed) return
    connection.response = null
    this.#receiving.delete(connection)
    this.#serving.delete(connection)
    this.#quiet.add(connection)
    const next = connection.waiting.shift()
    if (!next) return
    this.#waiting -= 1
    if (connection.waiting.length === 0) socket.resume()
    this.#begin(connection, next)
  }

  get #isFull(): boolean {
    return this.#quiet.size + this.#receiving.size + this.#serving.size > this.#most
  }

  /**
   * An idle connection may have unread bytes: then another one is closed in its place. At most `SPARED` in a row are
   * kept so.
   */
  async #cutIfQuiet(connection: Connection, newcomer: Connection, spared: number): Promise<void> {
    const { socket } = connection
    const { bytesRead } = socket
    this.#quiet.delete(connection)
    await readTwoTurns()
    if (socket.destroyed) return
    if (socket.bytesRead === bytesRead || spared >= SPARED) {
      socket.destroy()
      return
    }
    if (!connection.response) this.#quiet.add(connection)
    if (this.#isFull && !newcomer.socket.destroyed) this.#makeRoom(newcomer, spared + 1)
  }

  /**
   * Closes, in this order: an idle connection, one whose request is slow, one that is being answered; of each, the
   * oldest.
   */
  #makeRoom(newcomer: Connection, spared = 0): void {
    for (const set of [this.#quiet, this.#receiving, this.#serving]) {
      for (const connection of set) {
        if (connection === newcomer) continue
        if (set === this.#quiet) void this.#cutIfQuiet(connection, newcomer, spared)
        // A beat that is cut so was not given up by its caller.
        else connection.socket.destroy(set === this.#receiving ? new BodyLetGo() : undefined)
        return
      }
    }
  }
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
}
