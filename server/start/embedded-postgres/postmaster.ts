import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from '@/server/start/is-alive'

export interface Postmaster {
  pid: number
  port: number
  isReady: boolean
}

/** The server that runs on this database directory, whatever started it; null when there is none. */
export function findPostmaster(directory: string): Postmaster | null {
  const noted = readNote(directory)
  return noted && isSignalled(noted.pid) && isAlive(noted.pid) && !worksElsewhere(noted.pid, directory) ? noted : null
}

/**
 * Removes the pid file of a dead server whose process id still exists (another program has it now, or its parent has
 * not collected it yet): PostgreSQL would treat that as a running server and refuse to start. The pid file also guards
 * against backends that outlive their server, so it stays while any process works in the directory.
 */
export function removeMisleadingNote(directory: string): void {
  if (process.platform !== 'linux') return
  const noted = readNote(directory)
  const file = path.join(directory, 'postmaster.pid')
  // A power cut can leave it empty, and then PostgreSQL asks the operator to check whether a server runs.
  const isMisleading = noted ? isSignalled(noted.pid) : existsSync(file)
  if (isMisleading && processesIn(directory).length === 0) rmSync(file, { force: true })
}

function readNote(directory: string): Postmaster | null {
  try {
    const lines = readFileSync(path.join(directory, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    const port = Number(lines[3])
    if (!Number.isInteger(pid) || pid <= 0) return null
    return { pid, port, isReady: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/** A process of another user that has this id now (EPERM) is not our server. */
function isSignalled(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Every process of a server works inside its database directory; only Linux can show that. */
function worksElsewhere(pid: number, directory: string): boolean {
  if (process.platform !== 'linux') return false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) !== realpathSync(directory)
  } catch {
    return false
  }
}

function processesIn(directory: string): number[] {
  const home = realpathSync(directory)
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        return Number.isInteger(pid) && readlinkSync(`/proc/${pid}/cwd`) === home
      } catch {
        return false
      }
    })
}
