import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@/lib/base/log'
import type { ChildMessage } from '@/server/child'
import { pipeLines } from './pipe-lines'

export interface SupervisedChild {
  name: string
  /** Resolves at the first `ready`; rejects when the child keeps ending before it. */
  ready: Promise<void>
  pid(): number | null
  restart(): void
  stop(): Promise<void>
}

const KILL_AFTER_MS = 10_000
const LONGEST_PAUSE_MS = 5_000
const HEALTHY_AFTER_MS = 10_000
const TRIES_TO_COME_UP = 6

interface ChildOptions {
  name: string
  file: string
  env: NodeJS.ProcessEnv
  onChange: () => void
  log: Log
}

/** Keeps a child process running: starts it again at once when it ends, then with growing pauses. */
export function superviseChild(options: ChildOptions): SupervisedChild {
  const { name, log, onChange } = options
  let current: ChildProcess | null = null
  let isStopping = false
  let isReplacing = false
  let deaths = 0
  let wasReady = false
  const stopped = new AbortController()
  const ready = withResolvers()

  const watch: Watch = {
    running: (child) => {
      current = child
      onChange()
    },
    ready: () => {
      wasReady = true
      ready.resolve()
    },
    exited: (how) => {
      if (!isStopping && !isReplacing) log.error(`${name} ended with ${how}; starting it again`)
    },
  }
  const supervise = async () => {
    while (!isStopping) {
      if ((await runOnce(options, watch)) > HEALTHY_AFTER_MS) deaths = 0
      if (isStopping) return
      if (isReplacing) {
        isReplacing = false
        continue
      }
      deaths += 1
      if (!wasReady && deaths >= TRIES_TO_COME_UP)
        ready.reject(new Error(`${name} does not start; see its log lines above.`))
      await delay(pauseMs(deaths), undefined, { signal: stopped.signal }).catch(() => {})
    }
  }
  const supervision = supervise()

  return {
    name,
    ready: ready.promise,
    pid: () => current?.pid ?? null,
    restart: () => {
      isReplacing = true
      current?.kill('SIGTERM')
    },
    stop: async () => {
      isStopping = true
      stopped.abort()
      current?.kill('SIGTERM')
      const timer = setTimeout(() => current?.kill('SIGKILL'), KILL_AFTER_MS)
      await supervision
      clearTimeout(timer)
    },
  }
}

/** What is told of one process. */
interface Watch {
  /** Null: it has ended. */
  running(child: ChildProcess | null): void
  ready(): void
  exited(how: number | NodeJS.Signals | null): void
}

/** Runs the process once; returns how long it ran, in ms. */
function runOnce(options: ChildOptions, watch: Watch): Promise<number> {
  const { name, log } = options
  return new Promise((resolve) => {
    const startedAt = performance.now()
    const child = start(options)
    if (child === null) return resolve(0)
    watch.running(child)
    const end = () => {
      watch.running(null)
      resolve(performance.now() - startedAt)
    }
    pipeLines(child, name)
    child.on('message', (message: ChildMessage) => message.type === 'ready' && watch.ready())
    child.once('error', (error) => {
      log.error({ err: error }, `${name} could not be started or signalled`)
      // A child that never ran has no exit event.
      if (child.pid === undefined) end()
    })
    // Not `close`: helpers of a killed child may hold its output open for ever.
    child.once('exit', (code, signal) => {
      watch.exited(code ?? signal)
      end()
    })
  })
}

/** Null when the system has no room for it now, such as too few processes or open files: that is temporary. */
function start({
  name,
  file,
  env,
  log,
}: {
  name: string
  file: string
  env: NodeJS.ProcessEnv
  log: Log
}): ChildProcess | null {
  try {
    return spawn(process.execPath, ['--enable-source-maps', file], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  } catch (error) {
    log.error({ err: error }, `${name} could not be started`)
    return null
  }
}

/** No pause after the first end, then 100 ms, 200 ms, … up to 5 s. */
export function pauseMs(deaths: number): number {
  return deaths <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 2 ** (deaths - 2))
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } {
  let resolve!: () => void
  let reject!: (error: Error) => void
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
