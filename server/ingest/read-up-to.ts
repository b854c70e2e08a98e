import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'

/** The limit is two timers in a row: a pause of the process uses up one, whatever it leaves unread. */
const LIMITS = 2
const LIMIT_MS = 1_000

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
    const host = address === '::' ? '::1' : address === '0.0.0.0' ? '127.0.0.1' : address
    this.#knocking += 1
    let name = ''
    let timer: NodeJS.Timeout | undefined
    const socket = connect({ host, port })
    try {
      await new Promise<void>((resolve) => {
        const wait = (left: number) => {
          timer = setTimeout(() => (left > 1 ? wait(left - 1) : resolve()), LIMIT_MS)
        }
        wait(LIMITS)
        socket.once('error', () => resolve())
        socket.once('close', () => resolve())
        socket.once('connect', () => {
          name = nameOf(socket.localAddress, socket.localPort)
          if (this.#accepted.has(name)) resolve()
          else this.#expected.set(name, () => resolve())
        })
      })
    } finally {
      clearTimeout(timer)
      this.#accepted.get(name)?.destroy()
      this.#expected.delete(name)
      this.#knocking -= 1
      if (this.#knocking === 0) this.#accepted.clear()
      socket.on('error', () => {})
      socket.destroy()
    }
  }
}

const nameOf = (address: string | undefined, port: number | undefined) => `${address?.replace('::ffff:', '')}:${port}`
