import { spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { readTail } from '@/lib/base/read-tail'
import { isAlive } from '@/server/start/is-alive'
import { rotateLog } from '@/server/start/rotate-log'
import { StartError } from '@/server/start/start-error'
import { canConnect } from './ensure-database'
import { openInheritedFd } from './inherited-fds'
import { findPostmaster, removeMisleadingNote } from './postmaster'
import { serverEnvironment } from './server-environment'
import { stopServer } from './stop-server'
import { unprivilegedUser } from './unprivileged-user'

export interface RunningServer {
  pid: number
  port: number
  exited: Promise<void>
  stop(): Promise<void>
}

interface BringUpOptions {
  directory: string
  postgres: string
  logFile: string
  settings: Readonly<Record<string, string>>
  password: string
  port: number
}

const LIMIT_MS = 120_000
const PASSING_TROUBLE = /pre-existing shared memory block|lock file .* already exists|is another postmaster/

/**
 * One running server on the directory: the one that runs already, or a new one. Waits until a stopping one has ended.
 */
export async function startServer(options: BringUpOptions): Promise<RunningServer> {
  const giveUpAt = performance.now() + LIMIT_MS
  while (performance.now() < giveUpAt) {
    const found = findPostmaster(options.directory)
    if (found?.isReady && (await canConnect(options.password, found.port))) return adopted(found.pid, found.port)
    if (!found) {
      removeMisleadingNote(options.directory)
      const server = await spawnServer(options)
      if (server) return server
    }
    await delay(100)
  }
  throw new StartError(
    `PostgreSQL did not come up within ${LIMIT_MS / 1000} s.\n${readTail(options.logFile, { lines: 12 })}`,
  )
}

/**
 * Null when it ended for a reason that goes away by itself, such as backends of a killed server that have not ended
 * yet.
 */
async function spawnServer(options: BringUpOptions): Promise<RunningServer | null> {
  rotateLog(options.logFile)
  const log = openSync(options.logFile, 'a', 0o600)
  const logStart = statSync(options.logFile).size
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const passage = openInheritedFd([options.directory])
  // Its own process group: Ctrl-C in a terminal reaches the whole group, and the database has to stop last.
  const child = spawn(options.postgres, ['-D', passage.names[0]!, '-p', String(options.port), ...settings], {
    ...unprivilegedUser(),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log, ...passage.descriptors],
    env: serverEnvironment(),
  })
  closeSync(log)
  passage.close()
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })

  let hasExited = false
  void exited.then(() => {
    hasExited = true
  })
  while (!hasExited) {
    const found = findPostmaster(options.directory)
    if (found?.pid === child.pid && found?.isReady && (await canConnect(options.password, options.port))) {
      return { pid: found!.pid, port: options.port, exited, stop: () => stopServer(found!.pid) }
    }
    await delay(20)
  }
  const tail = readTail(options.logFile, { from: logStart, lines: 12 })
  if (PASSING_TROUBLE.test(tail)) return null
  throw new StartError(`PostgreSQL ended while starting.\n${tail}`)
}

function adopted(pid: number, port: number): RunningServer {
  const exited = (async () => {
    while (isAlive(pid)) await delay(100)
  })()
  return { pid, port, exited, stop: () => stopServer(pid) }
}
