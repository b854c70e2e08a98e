import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { banner } from './banner'
import { type ChildName, childEnvironment, environmentOf } from './child-environment'
import { readConfig } from './config'
import { type Database, openDatabase } from './database'
import { makeEmbeddedLogins } from './embedded-logins'
import { findFreePort } from './free-port'
import { lockDataDir } from './lock'
import { prepareDatabase } from './prepare-database'
import { requireFreePort } from './require-free-port.mjs'
import { restartWhenRebuilt } from './restart-when-rebuilt'
import { runBootstrap } from './run-bootstrap'
import { removeRunning, writeRunning } from './running-file'
import { loadSecrets } from './secrets-file'
import { type SupervisedChild, superviseChild } from './supervised-child'

const CHILDREN = ['ingest', 'web', 'worker'] as const satisfies readonly ChildName[]

export interface Started {
  stop(): Promise<void>
}

/**
 * Starts the whole product and prints how to use it. Registers what it has started with `onStarted` before going on, so
 * that a signal in the middle of a start stops that much.
 */
export async function start(say: (message: string) => void, onStarted: (started: Started) => void): Promise<void> {
  const config = readConfig(process.env)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o711 })
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
  await requireFreePort()
  const secrets = loadSecrets(config.dataDir, process.env)
  say(config.databaseUrl ? 'Connecting to PostgreSQL' : 'Starting PostgreSQL')
  opening = openDatabase(config, { secrets, onEvent: onDatabaseEvent })
  const { url: databaseUrl, pid } = await opening
  const { hasRoles } = await prepareDatabase(databaseUrl, say)
  const { signInUrl, sampleHeartbeatUrl, unopened } = await runBootstrap(config, { databaseUrl, secret: secrets.ring })

  for (const { column, count } of unopened) {
    const advice = 'Name that secret in LUBDUB_SECRET_OLD, start again, and run `npm run reseal`.'
    say(`${column}: ${count} or more are sealed with a secret that is not given, and cannot be used. ${advice}`)
  }
  say(`Starting ${CHILDREN.join(', ')}`)
  const logins = config.databaseUrl || !hasRoles ? {} : await makeEmbeddedLogins(databaseUrl, secrets.postgresPassword)
  const options = { databaseUrl, hasRoles, secret: secrets.secret, webPort: await findFreePort() }
  const env = { ...childEnvironment(config, options), ...logins }
  if (isStopping) return
  noteProcesses = () => {
    const pids = Object.fromEntries(children.map((child) => [child.name, child.pid()]))
    writeRunning(config.dataDir, {
      url: config.url,
      databaseUrl,
      pids: { start: process.pid, postgres: pid(), ...pids },
    })
  }
  children = CHILDREN.map((name) => {
    const file = path.join(import.meta.dirname, `${name}.mjs`)
    return superviseChild({ name, file, env: environmentOf(name, env), onChange: noteProcesses })
  })
  noteProcesses()
  if (config.isDev) restartWhenRebuilt(children)
  await Promise.all(children.map((child) => child.ready))
  const seconds = process.uptime()
  console.log(banner({ url: config.url, signInUrl, sampleHeartbeatUrl, dataDir: config.dataDir, seconds }))
}
