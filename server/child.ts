import { createLog } from '@/lib/base/log'
import { requireSettings } from './settings/find-faults'

export interface Child {
  stop(): Promise<void>
}

/** What the child processes tell their parent. */
export type ChildMessage = { type: 'ready' }

const STOP_LIMIT_MS = 9_500

/**
 * Runs one of the processes that `npm start` holds together. Tells the parent when it is ready; stops once on SIGTERM,
 * SIGINT or when the parent is gone, and ends the process by itself. An error that nobody caught ends it with 1: the
 * parent starts it again. Works without a parent, too.
 */
export function runAsChild(options: { name: string; start: () => Promise<Child> }): void {
  const log = createLog(options.name)
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
    // A reason that the operator can act on is a sentence; all else comes with its stack.
    if (error instanceof Error && error.name === 'StartError') log.fatal(error.message)
    else log.fatal({ err: error }, `${options.name} failed`)
    if (isStopping) return
    // What it holds is in an unknown state: PostgreSQL has all that matters, so nothing is saved by a slow goodbye.
    process.exit(1)
  }

  process.on('SIGTERM', () => stop(0))
  process.on('SIGINT', () => stop(0))
  process.on('disconnect', () => stop(0))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  // Lines that nobody reads any more (a parent killed with -9) are no reason to stop.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})

  // The parent may have died while this program was still being loaded; nobody was there to hear of it.
  if (process.send !== undefined && !process.connected) process.exit(0)

  const start = async () => {
    requireSettings(process.env)
    return options.start()
  }
  start().then((started) => {
    child = started
    if (process.connected) process.send?.({ type: 'ready' } satisfies ChildMessage)
  }, fail)
}
