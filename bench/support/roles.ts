import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { systemEnvironment } from './system-environment'

export type Role = 'load' | 'bare' | 'one-commit'

export interface RoleProcess {
  pid: number
  ready: Promise<void>
  exited: Promise<void>
  kill(): void
}

const STDIO: StdioOptions = ['ignore', 'inherit', 'inherit', 'ipc']

/** Starts this program again as another process with a role. */
export function spawnRole(role: Role, settings: object): RoleProcess {
  const args = [process.argv[1]!, `--role=${role}`, JSON.stringify(settings)]
  return processOf(role, spawn(process.execPath, args, { stdio: STDIO }))
}

/** Starts the built ingest as `npm start` does. Nothing of the bench is loaded into it, so its memory is the product's. */
export function spawnIngest({
  port,
  databaseUrl,
  secret,
}: {
  port: number
  databaseUrl: string
  secret: string
}): RoleProcess {
  const env = {
    ...systemEnvironment(),
    ...{ DATABASE_URL: databaseUrl, LUBDUB_SECRET: secret, LUBDUB_BEATS_PER_SECOND: '0' },
    ...{ HOST: '127.0.0.1', PORT: String(port) },
  }
  return processOf(
    'ingest',
    spawn(process.execPath, ['--enable-source-maps', 'dist/ingest.mjs'], { env, stdio: STDIO }),
  )
}

function processOf(name: string, child: ChildProcess): RoleProcess {
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready`)))
  })
  ready.catch(() => {})
  return { pid: child.pid!, ready, exited, kill: () => child.kill('SIGTERM') }
}
