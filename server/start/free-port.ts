import { createServer } from 'node:net'

const FIRST = 20_000
const COUNT = 12_000

/**
 * A free port on loopback. It is below the range that systems use for outgoing connections: otherwise a client that
 * keeps connecting to a stopped server can connect to itself and keep the server from starting again.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
