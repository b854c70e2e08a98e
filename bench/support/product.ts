import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { readTail } from '@/lib/base/read-tail'
import { readRunning } from '@/server/start/running-file'
import { systemEnvironment } from './system-environment'

export interface Product {
  /** The one public address. */
  url: string
  /** The parent of all its processes. */
  pid: number
  dataDir: string
  databaseUrl: string
  /** Its secret, as kept in the data directory. */
  secret: string
  isRunning(): boolean
  /** As Ctrl-C does. Resolves to the exit code, and how long it took in milliseconds. */
  stop(): Promise<{ code: number | null; ms: number }>
}

const START_LIMIT_MS = 300_000

/**
 * Starts everything as `npm start` does, and waits until it is up. Its output goes to `product.log` beside the
 * data directory.
 * @throws with the last lines when it does not come up.
 */
export async function startProduct(options: {
  dataDir: string
  port: number
  env?: Record<string, string>
  /** The project's directory, where it is not this one. */
  root?: string
}): Promise<Product> {
  const { dataDir, port } = options
  const url = `http://127.0.0.1:${port}`
  mkdirSync(dataDir, { recursive: true, mode: 0o711 })
  const logFile = `${dataDir}.log`
  const log = openSync(logFile, 'a')
  const logStart = readFileSync(logFile).length
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: options.root ?? process.cwd(),
    stdio: ['ignore', log, log],
    env: {
      ...systemEnvironment(),
      // Empty rather than absent, so that a .env of the project does not fill them in.
      DATABASE_URL: '',
      LUBDUB_SECRET: '',
      LUBDUB_URL: url,
      HOST: '127.0.0.1',
      PORT: String(port),
      LUBDUB_DATA_DIR: dataDir,
      ...options.env,
    },
  })
  closeSync(log)
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const stopOnExit = () => child.kill('SIGTERM')
  process.once('exit', stopOnExit)
  void exited.then(() => process.removeListener('exit', stopOnExit))

  await untilUp(child, { logFile, logStart })
  const running = readRunning(dataDir)
  if (!running) throw new Error(`There is no running.json in ${dataDir}.`)
  const kept = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { secret: string }
  return {
    url,
    pid: child.pid!,
    dataDir,
    databaseUrl: running.databaseUrl,
    secret: options.env?.LUBDUB_SECRET ?? kept.secret,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: async () => {
      const startedAt = performance.now()
      child.kill('SIGTERM')
      return { code: await exited, ms: performance.now() - startedAt }
    },
  }
}

async function untilUp(child: ChildProcess, { logFile, logStart }: { logFile: string; logStart: number }) {
  const giveUpAt = performance.now() + START_LIMIT_MS
  const text = () => readFileSync(logFile).subarray(logStart).toString()
  while (!text().includes('Lubdub is up at')) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded || performance.now() > giveUpAt) {
      child.kill('SIGTERM')
      throw new Error(`The product did not start.\n${readTail(logFile, { from: logStart, lines: 30 })}`)
    }
    await delay(100)
  }
}
