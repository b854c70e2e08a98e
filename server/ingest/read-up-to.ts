import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'

const LIMIT_MS = 2_000
const LATE_MS = 100

/**
 * Proves by a connection of our own that the server has accepted whatever waited before it: connections are accepted in order, perhaps one a
 * turn of the event loop. When no connection is to be had, as when strangers take all, turns of the event loop must do.
 */
export function readBehindProbe(server: Server): ReadUpTo {
  const door = new Door(server)
  return async () => {
    for (let tries = 1; ; tries++) {
      const began = performance.now()
      const address = server.address()
      if (address === null || typeof address === 'string') return readTwoTurns()
      const isAccepted = await door.knock(address)
      // Timers run before the event loop reads: a limit that went by while the process stood still says nothing of the connection.
      const isLate = !isAccepted && performance.now() - began > LIMIT_MS + LATE_MS
      if (isLate && tries < 3) continue
      const read = await readTwoTurns()
      return isAccepted || isLate ? began : read
    }
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

  async knock({ address, port }: AddressInfo): Promise<boolean> {
    const host = address === '::' ? '::1' : address === '0.0.0.0' ? '127.0.0.1' : address
    this.#knocking += 1
    let name = ''
    let timer: NodeJS.Timeout | undefined
    const socket = connect({ host, port })
    try {
      return await new Promise<boolean>((resolve) => {
        timer = setTimeout(() => resolve(false), LIMIT_MS)
        socket.once('error', () => resolve(false))
        socket.once('close', () => resolve(false))
        socket.once('connect', () => {
          name = nameOf(socket.localAddress, socket.localPort)
          if (this.#accepted.has(name)) resolve(true)
          else this.#expected.set(name, () => resolve(true))
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
