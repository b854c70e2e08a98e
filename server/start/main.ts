import { createLog } from '@/lib/base/log'
import { readLogSettings, readSettings } from '@/lib/settings/read-settings'
import { type Started, start } from './start'
import { StartError } from './start-error'

let started: Started | null = null
let stopping: Promise<void> | null = null

const STOP_LIMIT_MS = 14_800

const { logLevel, logFormat } = readLogSettings(process.env)
const log = createLog('start', logLevel)
/** The messages of a start are for people; as JSON events afterwards, or where a program reads them. */
const isJson = logFormat === 'json'
let isUp = false

function say(message: string): void {
  if (stopping) return
  if (isUp || isJson) log[message.startsWith('Warning') ? 'warn' : 'info'](message)
  else console.log(`${process.uptime().toFixed(1).padStart(6)} s  ${message}`)
}

function tell(message: string): void {
  if (isJson) log.info(message)
  else console.log(message)
}

function stop(exitCode: number): void {
  if (stopping) return
  if (exitCode === 0) tell('Stopping …')
  setTimeout(() => process.exit(exitCode || 1), STOP_LIMIT_MS).unref()
  stopping = (async () => {
    try {
      await started?.stop()
      if (exitCode === 0) tell('Stopped.')
      process.exit(exitCode)
    } catch (error) {
      log.error({ err: error }, 'the stop was not clean')
      process.exit(1)
    }
  })()
}

function fail(error: unknown): void {
  if (stopping) return
  const isPlain = error instanceof Error && error.name === StartError.name
  if (isJson) log.fatal(isPlain ? error.message : { err: error })
  else console.error(`\n${isPlain ? error.message : error instanceof Error ? error.stack : error}\n`)
  stop(1)
}

/** After the start, no error in this process may stop it: the children do the work. */
function surprise(error: unknown): void {
  if (!isUp) fail(error)
  else if (!stopping) log.error({ err: error }, 'an error while supervising the processes; supervision goes on')
}

process.on('SIGINT', () => stop(0))
process.on('SIGTERM', () => stop(0))
process.on('SIGHUP', () => stop(0))
process.on('uncaughtException', surprise)
process.on('unhandledRejection', surprise)
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

async function main(): Promise<void> {
  const text = await start(readSettings(process.env), {
    env: process.env,
    log,
    say,
    onStarted: (value) => {
      started = value
    },
  })
  tell(text)
  isUp = true
}

main().catch(fail)
