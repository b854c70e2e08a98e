import pg from 'pg'
import type { Log } from '@/lib/base/log'
import { connectionOf } from '@/lib/db/connection'

const RECONNECT_MS = 1_000

/**
 * Listens to notifications of the database on a connection of its own, which is made anew when it breaks. `onConnect`
 * runs after each connection, as notifications may have been missed before it.
 */
export function startListener(options: {
  databaseUrl: string
  channels: Readonly<Record<string, () => void>>
  onConnect: () => void
  log: Log
}): { stop(): Promise<void> } {
  let isStopped = false
  let client: pg.Client | null = null
  let endWait = () => {}

  const listen = async () => {
    const own = new pg.Client({
      ...connectionOf(options.databaseUrl, { role: 'worker' }),
      application_name: 'lubdub-listener',
      connectionTimeoutMillis: 2_000,
      keepAlive: true,
    })
    const ended = new Promise<void>((resolve) => own.once('end', resolve))
    own.on('error', (error) => options.log.debug({ err: error }, 'the listening connection broke'))
    own.on('notification', ({ channel }) => options.channels[channel]?.())
    client = own
    try {
      await own.connect()
      for (const channel of Object.keys(options.channels)) await own.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
      options.onConnect()
      await ended
    } finally {
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
