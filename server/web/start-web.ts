import { createServer } from 'node:http'
import next from 'next'
import { requireSetting } from '@/lib/settings/derived'
import type { Settings } from '@/lib/settings/read-settings'
import type { Child } from '@/server/child'

/** Serves the Next.js app on loopback; the ingest process forwards to it every request that is not a beat. */
export async function startWeb({ webPort, isDev }: Settings): Promise<Child> {
  const port = requireSetting(webPort, 'LUBDUB_WEB_PORT')
  const server = createServer()
  // Event streams stay open as long as the page is open.
  server.requestTimeout = 0
  // Longer than ingest keeps its idle connections: otherwise ingest would sometimes write to a connection that is
  // closing.
  server.keepAliveTimeout = 65_000

  const app = next({
    dev: isDev,
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
