import pg from 'pg'
import type { Log } from '@/lib/base/log'
import { BoundedClient } from './bounded-client'
import { connectionOf } from './connection'

const RECONNECT_MS = 1_000
/** A lost connection gives no signal: it is queried this often, and an answer may take this long. */
const ASK_MS = 10_000
const ANSWER_MS = 3_000

interface ListenerOptions {
  databaseUrl: string
  /** Null: the login itself. */
  role: 'worker' | null
  channels: Readonly<Record<string, () => void>>
  onConnect: () => void
  log: Log
}

/**
 * Listens for notifications of the database on a connection of its own, which is opened again when it breaks.
 * `onConnect` runs after each connection, as notifications may have been missed before it.
 */
export function startListener(options: ListenerOptions): { stop(): Promise<void> } {
  let isStopped = false
  let client: pg.Client | null = null
  let endWait = () => {}

  const listen = async () => {
    const own = new BoundedClient({
      ...connectionOf(options.databaseUrl, { role: options.role }),
      application_name: 'lubdub-listener',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 5_000,
      query_timeout: ANSWER_MS,
    })
    const ended = new Promise<void>((resolve) => own.once('end', resolve))
    own.on('error', (error) => options.log.debug({ err: error }, 'the listening connection broke'))
    own.on('notification', ({ channel }) => options.channels[channel]?.())
    client = own
    const asking = setInterval(() => own.query('SELECT 1').catch(() => {}), ASK_MS)
    try {
      await own.connect()
      for (const channel of Object.keys(options.channels)) await own.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      options.onConnect()
      await ended
    } finally {
      clearInterval(asking)
      client = null
      await own.end().catch(() => {})
    }
  }

  const run = async () => {
    while (!isStopped) {
      await listen().catch((error) => options.log.debug({ err: error }, 'could not listen; polling meanwhile'))
      if (isStopped) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RECONNECT_MS)
        endWait = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  }

  const done = run()
  return {
    async stop() {
      isStopped = true
      endWait()
      await client?.end().catch(() => {})
      await done
    },
  }
}
