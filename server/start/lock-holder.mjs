import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Where the lock of a data directory is. */
export function lockFile(dataDir) {
  return path.join(dataDir, 'lubdub.lock')
}

/** The process that runs on the data directory, or null. Plain JavaScript: it is called before anything is built. */
export function lockHolder(dataDir) {
  const holder = readHolder(lockFile(dataDir))
  return holder && holds(holder) ? holder.pid : null
}

/** @throws StartError while a process runs on the data directory that the environment names. */
export function requireUnlocked(env, { doing = null } = {}) {
  const dataDir = path.resolve(env.LUBDUB_DATA_DIR || 'data')
  const pid = lockHolder(dataDir)
  if (pid !== null) throw startError(lockedMessage(dataDir, pid, doing))
}

export function lockedMessage(dataDir, pid, doing = null) {
  const running = `Lubdub is running on ${dataDir} already (process ${pid}).`
  if (doing) return `${running} Stop it first: ${doing} would replace the files that it runs from.`
  return `${running} Stop it first, or use another data directory: LUBDUB_DATA_DIR=./other-data PORT=4001 npm start`
}

export function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

export function holds(holder) {
  if (!isAlive(holder.pid)) return false
  return holder.birth === null || holder.birth === birthOf(holder.pid)
}

/**
 * Whether a process with this id runs, of any user. One that has ended but was not collected by its parent does not
 * run.
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return !isZombie(pid)
}

function isZombie(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return false
  }
}

/** Distinguishes a process from a later one with the same id; null where the system does not say. */
export function birthOf(pid) {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const startedTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return `${boot}/${startedTicks}`
  } catch {
    return null
  }
}

function startError(message) {
  return Object.assign(new Error(message), { name: 'StartError' })
}
