import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '@/server/start/is-alive'

const STEPS = [
  { signal: 'SIGINT', waitMs: 3500 },
  { signal: 'SIGQUIT', waitMs: 1000 },
  { signal: 'SIGKILL', waitMs: 500 },
] as const

/**
 * Fast shutdown with a checkpoint; immediate shutdown where that takes too long (the next start then recovers from the
 * log).
 */
export async function stopServer(pid: number): Promise<void> {
  for (const { signal, waitMs } of STEPS) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const waitUntil = performance.now() + waitMs
    while (performance.now() < waitUntil) {
      if (!isAlive(pid)) return
      await delay(20)
    }
  }
}
