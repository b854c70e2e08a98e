import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface SwallowingProxy {
  port: number
  /**
   * From now on, open connections stay open but transfer nothing, as behind a firewall that dropped
   * its state. New connections work, unless `isWhole`.
   */
  swallow(options?: { isWhole?: boolean }): void
  /** New connections work again. Connections that transfer nothing stay so. */
  letThrough(): void
  close(): Promise<void>
}

/** A TCP proxy to a port of this machine that can stop the transfer without a sign to either side. */
export async function openSwallowingProxy(target: number): Promise<SwallowingProxy> {
  const pairs = new Set<{ stop(): void; destroy(): void }>()
  let isWhole = false
  const server = createServer((near: Socket) => {
    near.on('error', () => {})
    if (isWhole) {
      pairs.add({ stop() {}, destroy: () => near.destroy() })
      return
    }
    const far = connect({ host: '127.0.0.1', port: target })
    let isStopped = false
    const forward = (from: Socket, to: Socket) => {
      from.on('error', () => {})
      from.on('data', (chunk) => !isStopped && to.write(chunk))
      from.on('close', () => !isStopped && to.destroy())
    }
    forward(near, far)
    forward(far, near)
    pairs.add({
      stop() {
        isStopped = true
      },
      destroy() {
        near.destroy()
        far.destroy()
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    swallow(options = {}) {
      isWhole = options.isWhole ?? false
      for (const pair of pairs) pair.stop()
    },
    letThrough() {
      isWhole = false
    },
    async close() {
      for (const pair of pairs) pair.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
