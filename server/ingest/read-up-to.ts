import type { Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { type ReadUpTo, readTwoTurns } from '@/lib/services/ingest/poll'

/** The limit is two timers in a row: a pause of the process uses up only one, however long it is. */
const LIMITS = 2
const LIMIT_MS = 1_000
/** The pause before another try to connect. */
const AGAIN_MS = 100

/**
 * Proves with a connection of our own that the server has accepted all that waited before it: connections are accepted
 * in order, perhaps one per turn of the event loop. When no connection can be had, as when others take all of them, two
 * turns of the event loop must be enough: they stop no clock.
 */
export function readBehindProbe(server: Server): ReadUpTo {
  const probe = new Probe(server)
  return async () => {
    const began = performance.now()
    const address = server.address()
    if (address !== null && typeof address !== 'string') await probe.connect(address)
    await readTwoTurns()
    return began
  }
}

/** Either end of a connection may see it first. */
class Probe {
  #connecting = 0
  readonly #accepted = new Map<string, Socket>()
  readonly #expected = new Map<string, () => void>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      if (this.#connecting === 0) return
      const name = nameOf(socket.remoteAddress, socket.remotePort)
      this.#accepted.set(name, socket)
      this.#expected.get(name)?.()
    })
  }

  /** Resolves when a connection of ours is accepted, or when none can be had within the limit. */
  async connect({ address, port }: AddressInfo): Promise<void> {
    const hosts = address === '::' ? ['::1', '127.0.0.1'] : [address === '0.0.0.0' ? '127.0.0.1' : address]
    this.#connecting += 1
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
    this.#connecting -= 1
    if (this.#connecting === 0) this.#accepted.clear()
    for (const one of sockets) one.destroy()
  }
}

const nameOf = (address: string | undefined, port: number | undefined) => `${address?.replace('::ffff:', '')}:${port}`
