import { createLog } from '@/lib/base/log'
import { readLogSettings, readSettings, type Settings } from '@/lib/settings/read-settings'

export interface Child {
  stop(): Promise<void>
}

/** What a child process sends to its parent. */
export type ChildMessage = { type: 'ready' }

const STOP_LIMIT_MS = 9_500

/**
 * Runs one of the processes that `npm start` starts, with the settings in its environment. Sends a message to the parent when it is ready; stops once on
 * SIGTERM, SIGINT or when the parent is gone, then ends the process. An uncaught error ends the process with exit code
 * 1, and the parent starts it again. It also works without a parent.
 */
export function runAsChild(options: { name: string; start: (settings: Settings) => Promise<Child> }): void {
  const log = createLog(options.name, readLogSettings(process.env).logLevel)
  let child: Child | null = null
  let isStopping = false

  const stop = async (exitCode: number) => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(exitCode || 1), STOP_LIMIT_MS).unref()
    try {
      await child?.stop()
      process.exit(exitCode)
    } catch (error) {
      log.error({ err: error }, `${options.name} could not stop cleanly`)
      process.exit(1)
    }
  }
  const fail = (error: unknown) => {
    // An error that the operator can act on is logged as one sentence; every other error is logged with its stack.
    if (error instanceof Error && error.name === 'StartError') log.fatal(error.message)
    else log.fatal({ err: error }, `${options.name} failed`)
    if (isStopping) return
    // The state of this process is unknown now. PostgreSQL has all that matters, so a slow stop would save nothing.
    process.exit(1)
  }

  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => stop(0))
  process.on('disconnect', () => stop(0))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // The output is no longer read after the parent was killed with -9; that is no reason to stop.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})

  // The parent may have ended while this program was loading; then no `disconnect` event follows.
  if (process.send !== undefined && !process.connected) process.exit(0)

  const start = async () => options.start(readSettings(process.env))
  start().then((started) => {
    child = started
    if (process.connected) process.send?.({ type: 'ready' } satisfies ChildMessage)
  }, fail)
}
