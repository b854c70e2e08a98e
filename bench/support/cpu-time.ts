import { readFileSync } from 'node:fs'
import os from 'node:os'
import { childrenOf } from './process-tree'

/** The kernel counts in hundredths of a second. */
const TICK_SECONDS = 0.01

/** Seconds of processor time that a process and its children have used so far. Null where the system does not say. */
export function cpuSeconds(pid: number): number | null {
  const own = ticksOf(pid)
  if (own === null) return null
  return [own, ...childrenOf(pid).map((child) => ticksOf(child.pid) ?? 0)].reduce((a, b) => a + b) * TICK_SECONDS
}

/** Seconds that all processors together were busy so far. Null where the system does not say. */
export function busySeconds(): number | null {
  try {
    const fields = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.trim().split(/\s+/).slice(1).map(Number)
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields
    return (user + nice + system + irq + softirq) * TICK_SECONDS
  } catch {
    return null
  }
}

export const cores = os.cpus().length

/** Its own time and that of its children that have ended. */
function ticksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number)
    return user + system + childUser + childSystem
  } catch {
    return null
  }
}
