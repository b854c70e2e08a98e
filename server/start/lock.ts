import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isAlive } from './is-alive'
import { StartError } from './start-error'

interface Holder {
  pid: number
  /** Tells a process from a later one with the same id; null where the system does not say. */
  birth: string | null
}

/**
 * Makes this process the only one that runs on the data directory. What a killed process left is taken away.
 * @throws StartError while another process holds it.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const file = path.join(dataDir, 'lubdub.lock')
  const own: Holder = { pid: process.pid, birth: birthOf(process.pid) }
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, JSON.stringify(own))
  try {
    while (!tryLink(draft, file)) {
      const holder = readHolder(file)
      if (holder && holds(holder)) {
        throw new StartError(
          `Lubdub is running on ${dataDir} already (process ${holder.pid}). Stop it first, or give this one a data ` +
            'directory of its own: LUBDUB_DATA_DIR=./other-data PORT=4001 npm start',
        )
      }
      takeAway(file, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: () => {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true })
    },
  }
}

/** The process that runs on the data directory, or null. */
export function lockHolder(dataDir: string): number | null {
  const holder = readHolder(path.join(dataDir, 'lubdub.lock'))
  return holder && holds(holder) ? holder.pid : null
}

function holds(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false
  return holder.birth === null || holder.birth === birthOf(holder.pid)
}

/** Of two processes that find the same stale lock, the slower must not take away the new lock of the faster. */
function takeAway(file: string, stale: Holder | null): void {
  const aside = `${file}.stale.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const taken = readHolder(aside)
  if (taken && (taken.pid !== stale?.pid || taken.birth !== stale.birth)) tryLink(aside, file)
  rmSync(aside, { force: true })
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return null
  }
}

function birthOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const startedTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot}/${startedTicks}`
  } catch {
    return null
  }
}
