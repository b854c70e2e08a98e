import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import { unprivilegedUser } from '@/server/start/embedded-postgres/unprivileged-user'

/** Programs that are started here and stopped in the opposite order. What they print goes to `PROGRAM.log`. */
export class Children {
  readonly #directory: string
  readonly #all: ChildProcess[] = []
  readonly #byKey = new Map<string, ChildProcess>()

  constructor(directory: string) {
    this.#directory = directory
    process.once('exit', () => {
      for (const child of this.#all) child.kill('SIGTERM')
    })
  }

  /** `isUnprivileged`: as nobody, where we are root. */
  start(program: string, args: string[], { key = program, isUnprivileged = false } = {}): void {
    const log = openSync(path.join(this.#directory, `${key}.log`), 'a')
    const user = isUnprivileged ? (unprivilegedUser() ?? {}) : {}
    const child = spawn(program, args, { cwd: this.#directory, stdio: ['ignore', log, log], ...user })
    closeSync(log)
    this.#all.push(child)
    this.#byKey.set(key, child)
  }

  /** Of the newest with this key. */
  pidOf(key: string): number {
    return this.#byKey.get(key)!.pid!
  }

  async stop(): Promise<void> {
    for (const child of this.#all.toReversed()) await stop(child)
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGCONT')
  child.kill('SIGTERM')
  await exited
}
