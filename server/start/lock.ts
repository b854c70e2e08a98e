import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { birthOf, type Holder, holds, lockedMessage, lockFile, readHolder } from './lock-holder.mjs'
import { StartError } from './start-error'

/**
 * Makes this process the only one that runs on the data directory. The lock of a killed process is removed.
 * @throws StartError while another process holds it.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const file = lockFile(dataDir)
  const own: Holder = { pid: process.pid, birth: birthOf(process.pid) }
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, JSON.stringify(own))
    while (!tryLink(draft, file)) {
      const holder = readHolder(file)
      if (holder && holds(holder)) {
        throw new StartError(lockedMessage(dataDir, holder.pid))
      }
      takeAway(file, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  return {
    release: () => {
      try {
        if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true })
      } catch {
        // One that is left is taken over by the next start.
      }
    },
  }
}

/** Of two processes that find the same stale lock, the slower must not remove the new lock of the faster. */
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
