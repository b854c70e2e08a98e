import { readFileSync, watchFile } from 'node:fs'
import path from 'node:path'
import type { Log } from '@/lib/base/log'
import type { Settings } from '@/lib/settings/read-settings'
import { banner } from './banner'
import { type ChildName, childEnvironment, environmentOf } from './child-environment'
import { type StartConfig, startConfigOf } from './config'
import { openDataDir } from './data-dir'
import { type Database, openDatabase } from './database'
import { makeEmbeddedLogins } from './embedded-logins'
import { findFreePort } from './free-port'
import { lockDataDir } from './lock'
import { prepareDatabase } from './prepare-database'
import { requireFreePort } from './require-free-port.mjs'
import { runBootstrap } from './run-bootstrap'
import { removeRunning, writeRunning } from './running-file'
import { forgetSecrets, type LoadedSecrets, loadSecrets } from './secrets-file'
import { StartError } from './start-error'
import { type SupervisedChild, superviseChild } from './supervised-child'

const CHILDREN = ['ingest', 'web', 'worker'] as const satisfies readonly ChildName[]

export interface Started {
  stop(): Promise<void>
}

interface StartOptions {
  /** What the processes get besides their settings. */
  env: NodeJS.ProcessEnv
  log: Log
  say: (message: string) => void
  onStarted: (started: Started) => void
}

/**
 * Starts the whole product, and returns the lines that say how to use it. Registers what it has started with
 * `onStarted` at once, so that a signal during the start stops that part.
 */
export async function start(settings: Settings, { env, log, say, onStarted }: StartOptions): Promise<string> {
  const config = startConfigOf(settings)
  config.warnings.forEach(say)
  openDataDir(config.dataDir)
  const lock = lockDataDir(config.dataDir)
  let opening: Promise<Database> | null = null
  let children: SupervisedChild[] = []
  let isStopping = false
  onStarted({
    stop: async () => {
      isStopping = true
      await Promise.all(children.map((child) => child.stop()))
      const database = await opening?.catch(() => null)
      await database?.stop()
      removeRunning(config.dataDir)
      lock.release()
    },
  })

  let noteProcesses = () => {}
  const onDatabaseEvent = (message: string) => {
    say(message)
    noteProcesses()
  }
  await requireFreePort(config)
  const secrets = loadSecrets(config.dataDir, settings)
  say(config.databaseUrl ? 'Connecting to PostgreSQL' : 'Starting PostgreSQL')
  opening = openDatabase(config, { secrets, onEvent: onDatabaseEvent })
  const { url: databaseUrl, pid } = await opening
  const { hasRoles } = await prepareDatabase(databaseUrl, say)
  const first = { databaseUrl, secrets, given: settings.given }
  const { signInUrl, sampleHeartbeatUrl, unopened } = await bootstrapWith(config, first)
  sayUnopened(unopened, say)
  say(`Starting ${CHILDREN.join(', ')}`)
  const logins = config.databaseUrl || !hasRoles ? {} : await makeEmbeddedLogins(databaseUrl, secrets.postgresPassword)
  const options = { databaseUrl, hasRoles, secret: secrets.secret, webPort: await findFreePort(), env }
  const childEnv = { ...childEnvironment(config, options), ...logins }
  if (isStopping) return ''
  noteProcesses = () => {
    const pids = Object.fromEntries(children.map((child) => [child.name, child.pid()]))
    const trouble = writeRunning(config.dataDir, {
      url: config.url,
      databaseUrl,
      pids: { start: process.pid, postgres: pid(), ...pids },
    })
    if (trouble) log.warn({ err: trouble }, 'running.json could not be written; everything else goes on')
  }
  children = CHILDREN.map((name) => {
    const file = path.join(import.meta.dirname, `${name}.mjs`)
    return superviseChild({ name, file, env: environmentOf(name, childEnv), onChange: noteProcesses, log })
  })
  noteProcesses()
  if (config.isDev) restartWhenRebuilt(children)
  await Promise.all(children.map((child) => child.ready))
  const seconds = process.uptime()
  return banner({ url: config.url, signInUrl, sampleHeartbeatUrl, dataDir: config.dataDir, seconds })
}

async function bootstrapWith(
  config: StartConfig,
  { databaseUrl, secrets, given }: { databaseUrl: string; secrets: LoadedSecrets; given: Settings['given'] },
) {
  try {
    return await runBootstrap(config, { databaseUrl, secret: secrets.ring, given })
  } catch (error) {
    // When the database refuses these secrets, the next start must not treat them as its own.
    if (secrets.isNew && config.databaseUrl && error instanceof StartError) forgetSecrets(config.dataDir)
    throw error
  }
}

function sayUnopened(unopened: readonly { column: string; count: number }[], say: (message: string) => void): void {
  for (const { column, count } of unopened) {
    const advice = 'Add that secret to LUBDUB_SECRET_OLD, start again, and run `npm run rotate-secret`.'
    say(`${column}: ${count} or more values are encrypted with a secret that is not set, and cannot be used. ${advice}`)
  }
}

/** For `npm run dev`: starts a child again when its bundle was written with other contents. */
function restartWhenRebuilt(children: readonly SupervisedChild[]): void {
  for (const child of children) {
    const file = path.join(import.meta.dirname, `${child.name}.mjs`)
    let contents = readFileSync(file, 'utf8')
    watchFile(file, { interval: 200, persistent: false }, () => {
      const latest = readFileSync(file, 'utf8')
      if (latest === contents) return
      contents = latest
      console.log(`[${child.name}] rebuilt; starting it again`)
      child.restart()
    })
  }
}
