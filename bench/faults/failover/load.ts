import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { SeededMonitor } from '@/bench/support/seed'
import { documentedCurl } from './configs'
import type { Stage } from './stage'

const BEATS_PER_SECOND = 100

/** Beats at a steady rate, whatever becomes of them, each sent once. */
export function keepCalling(stage: Stage, monitors: readonly SeededMonitor[]): { stop(): Promise<void> } {
  const calls = new Set<Promise<unknown>>()
  let isOver = false
  const startedAt = performance.now()
  const play = async () => {
    for (let n = 0; !isOver; n += 1) {
      const monitor = monitors[n % monitors.length]!
      const call = beatOnce(stage, monitor).finally(() => calls.delete(call))
      calls.add(call)
      await delay(Math.max(0, startedAt + ((n + 1) * 1_000) / BEATS_PER_SECOND - performance.now()))
    }
  }
  const playing = play()
  return {
    async stop() {
      isOver = true
      await playing
      await Promise.all(calls)
    },
  }
}

export const beatOnce = (stage: Stage, monitor: SeededMonitor) =>
  stage.client.send({ monitor: monitor.id, heartbeatUrl: stage.urlOf(monitor), signal: 'success' }, { tries: 1 })

/** A job a second that ends with the line of docs/protocol.md. */
export function startCurls(stage: Stage, { monitor, count }: { monitor: SeededMonitor; count: number }) {
  const one = async (n: number) => {
    await delay(n * 1_000)
    const startedAt = performance.now()
    const code = await new Promise<number>((resolve) => {
      const child = execFile('curl', [...documentedCurl(), stage.urlOf(monitor)], () => resolve(child.exitCode ?? -1))
    })
    return { code, seconds: Math.round((performance.now() - startedAt) / 1_000) }
  }
  return Promise.all(Array.from({ length: count }, (_, n) => one(n)))
}
