import { spawn } from 'node:child_process'
import path from 'node:path'

export interface Ended {
  /** The exit status, or the signal that ended it. */
  code: number | NodeJS.Signals
  output: string
}

export interface Job {
  ended: Promise<Ended>
  kill(signal: NodeJS.Signals): void
}

interface JobOptions {
  args: string[]
  heartbeatUrl?: string
  env?: Record<string, string>
}

/** Starts an example as a user would, on its own heartbeat URL or keys. */
export function startJob(file: string, { args, heartbeatUrl = '', env = {} }: JobOptions): Job {
  const child = spawn(path.resolve('examples', file), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A job lives on the clock of its machine, also where the product is tried at another date: Python cannot sleep under libfaketime.
    env: {
      ...process.env,
      LD_PRELOAD: undefined,
      HEARTBEAT_URL: heartbeatUrl,
      PYTHONDONTWRITEBYTECODE: '1',
      ...env,
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code: code ?? signal!, output }))
  })
  return { ended, kill: (signal) => void child.kill(signal) }
}

/** Runs an example to its end. */
export function runJob(file: string, options: JobOptions): Promise<Ended> {
  return startJob(file, options).ended
}
