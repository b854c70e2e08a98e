import { type Started, start } from './start'
import { StartError } from './start-error'

let started: Started | null = null
let stopping: Promise<void> | null = null

const STOP_LIMIT_MS = 14_800

function say(message: string): void {
  if (!stopping) console.log(`${process.uptime().toFixed(1).padStart(6)} s  ${message}`)
}

function stop(exitCode: number): void {
  if (stopping) return
  if (exitCode === 0) console.log('Stopping …')
  setTimeout(() => process.exit(exitCode || 1), STOP_LIMIT_MS).unref()
  stopping = (async () => {
    try {
      await started?.stop()
      if (exitCode === 0) console.log('Stopped.')
      process.exit(exitCode)
    } catch (error) {
      console.error(error)
      process.exit(1)
    }
  })()
}

function fail(error: unknown): void {
  if (stopping) return
  const isPlain = error instanceof Error && error.name === StartError.name
  console.error(`\n${isPlain ? error.message : error instanceof Error ? error.stack : error}\n`)
  stop(1)
}

process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))
process.on('SIGHUP', () => stop(0))
process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

start(say, (value) => {
  started = value
}).catch(fail)
