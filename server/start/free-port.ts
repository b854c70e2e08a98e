import { createServer } from 'node:net'

const FIRST = 20_000
const COUNT = 12_000

/**
 * A port on loopback that nobody listens on. It lies below the range that systems give to outgoing connections: a
 * client that keeps dialling a stopped server there can end up connected to itself and keep the server from coming back.
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
