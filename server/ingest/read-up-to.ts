import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'

/** The limit is two timers in a row: a pause of the process uses up one, whatever it leaves unread. */
const LIMITS = 2
const LIMIT_MS = 1_000
/** Until a connection that was not to be had is tried again. */
const AGAIN_MS = 100

/**
 * Proves by a connection of our own that the server has accepted whatever waited before it: connections are accepted in order, perhaps one a
 * turn of the event loop. When no connection is to be had, as when strangers take all, two turns of the event loop must do: they stop no clock.
 */
export function readBehindProbe(server: Server): ReadUpTo {
  const door = new Door(server)
  return async () => {
    const began = performance.now()
    const address = server.address()
    if (address !== null && typeof address !== 'string') await door.knock(address)
    await readTwoTurns()
    return began
  }
}

/** Either side of a connection may hear of it first. */
class Door {
  #knocking = 0
  readonly #accepted = new Map<string, Socket>()
  readonly #expected = new Map<string, () => void>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      if (this.#knocking === 0) return
      const name = nameOf(socket.remoteAddress, socket.remotePort)
      this.#accepted.set(name, socket)
      this.#expected.get(name)?.()
    })
  }

  /** Resolves when a connection of ours is accepted, or when none is to be had within the limit. */
  async knock({ address, port }: AddressInfo): Promise<void> {
    const hosts = address === '::' ? ['::1', '127.0.0.1'] : [address === '0.0.0.0' ? '127.0.0.1' : address]
    this.#knocking += 1
    let name = ''
    const sockets: Socket[] = []
    let limit: NodeJS.Timeout | undefined
    let again: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      const wait = (left: number) => {
        limit = setTimeout(() => (left > 1 ? wait(left - 1) : resolve()), LIMIT_MS)
      }
      wait(LIMITS)
      const attempt = (n: number) => {
        const one = connect({ host: hosts[n % hosts.length]!, port })
        sockets.push(one)
        one.once('connect', () => {
          name = nameOf(one.localAddress, one.localPort)
          one.once('close', () => resolve())
          if (this.#accepted.has(name)) resolve()
          else this.#expected.set(name, () => resolve())
        })
        one.on('error', () => {
          if (name === '') again = setTimeout(() => attempt(n + 1), (n + 1) % hosts.length === 0 ? AGAIN_MS : 0)
        })
      }
      attempt(0)
    })
    clearTimeout(limit)
    clearTimeout(again)
    this.#accepted.get(name)?.destroy()
    this.#expected.delete(name)
    this.#knocking -= 1
    if (this.#knocking === 0) this.#accepted.clear()
    for (const one of sockets) one.destroy()
  }
}

const nameOf = (address: string | undefined, port: number | undefined) => `${address?.replace('::ffff:', '')}:${port}`
