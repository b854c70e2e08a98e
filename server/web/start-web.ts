import { createServer } from 'node:http'
import next from 'next'
import { envFlag } from '@/lib/base/env'
import type { Child } from '@/server/child'

/** Serves the Next.js app on loopback; the front door (ingest) passes on to it whatever is not a beat. */
export async function startWeb(): Promise<Child> {
  const port = Number(process.env.LUBDUB_WEB_PORT)
  // Nobody else reaches this process: what is said of callers was made or checked there.
  process.env.LUBDUB_FRONT_DOOR = '1'
  const server = createServer()
  // Streams of events stay open for as long as somebody looks at a page.
  server.requestTimeout = 0
  // Longer than the front door keeps its idle connections: otherwise it would now and then write into a closing one.
  server.keepAliveTimeout = 65_000

  const app = next({
    dev: envFlag('LUBDUB_DEV'),
    dir: process.cwd(),
    hostname: '127.0.0.1',
    port,
    httpServer: server,
  })
  await app.prepare()
  const handleRequest = app.getRequestHandler()
  server.on('request', (request, response) => void handleRequest(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

  return {
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
      await app.close()
    },
  }
}
