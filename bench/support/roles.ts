import { type ChildProcess, spawn } from 'node:child_process'

export type Role = 'load' | 'bare' | 'one-commit' | 'ingest'

export interface RoleProcess {
  pid: number
  ready: Promise<void>
  exited: Promise<void>
  kill(): void
}

/** Starts this program again as another process with a role. */
export function spawnRole(role: Role, settings: object): RoleProcess {
  const child: ChildProcess = spawn(process.execPath, [process.argv[1]!, `--role=${role}`, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code} before it was ready`)))
  })
  ready.catch(() => {})
  return { pid: child.pid!, ready, exited, kill: () => child.kill('SIGTERM') }
}
