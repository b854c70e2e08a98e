import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Fails with an error that says what to do unless the public address is free. Waits a few seconds first: the children
 * of a killed start need time to end.
 */
export async function requireFreePort({ host, port }, { waitMs = 4000 } = {}) {
  const waitUntil = performance.now() + waitMs
  for (;;) {
    const trouble = await listenOnce({ host, port })
    if (trouble === null) return
    if (trouble !== 'EADDRINUSE') throw startError(explain(trouble, { host, port }))
    if (performance.now() > waitUntil) throw startError(explain(trouble, { host, port }))
    await delay(200)
  }
}

/** Where the product listens: `HOST` (127.0.0.1) and `PORT` (4000). For scripts, before anything is built. */
export function publicAddress(env) {
  const port = Number(env.PORT || 4000)
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw startError(`PORT must be a number between 1 and 65535; got ${env.PORT}.`)
  }
  return { host: env.HOST || '127.0.0.1', port }
}

function listenOnce({ host, port }) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => resolve(error.code))
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}

function explain(code, { host, port }) {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`
    case 'EACCES':
      return `Port ${port} is reserved for root on this machine. Choose one above 1023, such as PORT=4000.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST=${host} is not an address of this machine. Use 127.0.0.1 for this machine only, or 0.0.0.0 for all.`
    default:
      return `Cannot listen on ${host}:${port} (${code}).`
  }
}

function startError(message) {
  return Object.assign(new Error(message), { name: 'StartError' })
}
