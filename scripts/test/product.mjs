import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The product as `npm start` runs it, with its output. */
export class Product {
  output = ''
  secondsToUp = Number.NaN
  #env
  #startedAt = performance.now()

  constructor(env) {
    this.#env = env
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.output += text
      })
    }
    this.exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  }

  async isUp() {
    await until(() => this.output.includes('Ctrl-C stops everything.'), 'the last line of the start', 120_000)
    this.secondsToUp = (performance.now() - this.#startedAt) / 1000
    await this.isReady()
  }

  async isReady() {
    const url = `http://127.0.0.1:${this.#env.PORT}/api/ready`
    await until(() => fetch(url).then((answer) => answer.ok), `${url} answers 200`)
  }

  pids() {
    return JSON.parse(readFileSync(path.join(this.#env.LUBDUB_DATA_DIR, 'running.json'), 'utf8')).pids
  }
}

/** Repeats the check until it is true. */
export async function until(question, what, limitMs = 30_000) {
  const giveUpAt = performance.now() + limitMs
  while (performance.now() < giveUpAt) {
    if (
      await Promise.resolve()
        .then(question)
        .catch(() => false)
    )
      return
    await delay(50)
  }
  throw new Error(`Waited ${limitMs / 1000} s without success: ${what}`)
}

export function isGone(pid) {
  try {
    process.kill(pid, 0)
  } catch {
    return true
  }
  return isZombie(pid)
}

function isZombie(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}
