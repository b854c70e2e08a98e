import { chmodSync, mkdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findFreePort } from '@/server/start/free-port'
import { keepRotating } from '@/server/start/rotate-log'
import { findBinaries } from './binaries'
import { createCluster } from './create-cluster'
import { ensureDatabase } from './ensure-database'
import { productionSettings } from './settings'
import { type RunningServer, startServer } from './start-server'
import { unprivilegedUser } from './unprivileged-user'

export interface EmbeddedPostgres {
  url: string
  pid(): number | null
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  dataDir: string
  password: string
  settings?: Readonly<Record<string, string>>
  onEvent: (message: string) => void
}

/**
 * Starts PostgreSQL on `dataDir`, or uses the one that an earlier start left running there. Starts it again whenever it
 * dies, until `stop` is called. The port stays the same as long as this process runs.
 * @throws StartError with what to do when it cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  prepareDirectory(options.dataDir)
  const directory = path.join(options.dataDir, 'postgres')
  const binaries = findBinaries()
  await createCluster(directory, { binaries, password: options.password })

  const logFile = path.join(options.dataDir, 'postgres.log')
  const rotating = keepRotating(logFile)
  const bringUpOnce = (port: number) =>
    startServer({
      directory,
      postgres: binaries.postgres,
      logFile,
      settings: options.settings ?? productionSettings,
      password: options.password,
      port,
    })

  let server: RunningServer | null = await bringUpOnce(await findFreePort())
  let isStopping = false
  const { port } = server
  await ensureDatabase(options.password, port)

  const supervise = async () => {
    while (server && !isStopping) {
      await server.exited
      if (isStopping) return
      server = null
      options.onEvent('PostgreSQL ended; starting it again')
      while (!server && !isStopping) {
        try {
          server = await bringUpOnce(port)
          options.onEvent('PostgreSQL runs again')
        } catch (error) {
          options.onEvent(error instanceof Error ? error.message : String(error))
          await delay(1000)
        }
      }
    }
  }
  const supervision = supervise()

  return {
    url: `postgresql://lubdub:${options.password}@127.0.0.1:${port}/lubdub`,
    pid: () => server?.pid ?? null,
    stop: async () => {
      isStopping = true
      rotating.stop()
      await server?.stop()
      await supervision
      await server?.stop()
    },
  }
}

function prepareDirectory(dataDir: string): void {
  const isNew = !statSync(dataDir, { throwIfNoEntry: false })
  mkdirSync(dataDir, { recursive: true })
  if (!unprivilegedUser()) return
  // The server's user may only pass through; the files that matter keep their own modes.
  if (isNew) chmodSync(dataDir, 0o711)
}
