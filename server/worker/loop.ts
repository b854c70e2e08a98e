import type { Log } from '@/lib/base/log'

export interface Loop {
  /** Asks for another pass: now, or right after the one in progress. */
  wake(): void
  /** Waits for the pass in progress; no other follows. */
  stop(): Promise<void>
}

const BACKOFF_MS = [200, 400, 800, 1_600, 3_000]

/**
 * Runs `pass` over and over: when woken, after the milliseconds that it returned, and at least every `fallbackMs`. A
 * pass that throws is logged and tried again after a growing pause, as when the database is away.
 */
export function startLoop(options: {
  name: string
  log: Log
  fallbackMs: number
  pass: () => Promise<number | null>
}): Loop {
  let isStopped = false
  let isWoken = false
  let endSleep = () => {}

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      endSleep = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    let failures = 0
    while (!isStopped) {
      isWoken = false
      try {
        const ms = await options.pass()
        failures = 0
        if (!isWoken && !isStopped) await sleep(Math.min(ms ?? options.fallbackMs, options.fallbackMs))
      } catch (error) {
        if (isStopped) return
        options.log.warn({ err: error }, `a pass of the ${options.name} failed; it is tried again`)
        const pauseEnd = Date.now() + BACKOFF_MS[Math.min(failures++, BACKOFF_MS.length - 1)]!
        while (!isStopped && Date.now() < pauseEnd) await sleep(pauseEnd - Date.now())
      }
    }
  }

  const done = run()
  return {
    wake() {
      isWoken = true
      endSleep()
    },
    async stop() {
      isStopped = true
      endSleep()
      await done
    },
  }
}
