import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

/**
 * `keyed`: each success is of a run of its own, as from a job that is not called again within a minute. `steps`: runs of
 * three steps.
 */
export type LoadKind = 'bare' | 'plain' | 'keyed' | 'runs' | 'steps'

export interface LoadPlan {
  port: number
  connections: number
  seconds: number
  kind: LoadKind
  /** A file with one heartbeat key a line. */
  keysFile: string
  seed: number
}

/** The results of the load generator: its own count, without the server. */
export interface LoadLedger {
  answered: number
  refused: number
  seconds: number
  /** Answered beats by key, in the order of the file. */
  byKey: number[]
  /** Runs whose success was answered. */
  runsEnded: number
  p50: number
  p99: number
}

/** Keeps every connection busy with one call at a time for the given time. Counts a call when its 200 has been read. */
export async function runLoad(plan: LoadPlan): Promise<LoadLedger> {
  const keys = readFileSync(plan.keysFile, 'utf8').trim().split('\n')
  const byKey = new Array<number>(keys.length).fill(0)
  const latencies: number[] = []
  const count = { refused: 0, runsEnded: 0 }
  let random = plan.seed
  const pick = () => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
    return random % keys.length
  }
  const startedAt = performance.now()
  const until = startedAt + plan.seconds * 1_000

  const connection = (number: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true })
      let sentAt = 0
      let key = 0
      let turn = 0
      let endsRun = false
      let text = ''
      const next = () => {
        sentAt = performance.now()
        if (sentAt >= until) return void socket.end()
        const place = turn % BEATS_OF_RUN[plan.kind]
        if (place === 0) key = pick()
        const path = plan.kind === 'bare' ? '/' : `/api/v1/heartbeat/${keys[key]}${suffix(plan, number, turn)}`
        endsRun = plan.kind !== 'bare' && plan.kind !== 'plain' && place === BEATS_OF_RUN[plan.kind] - 1
        turn += 1
        socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      }
      socket.on('connect', next)
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1')
        const length = answerLength(text)
        if (length === 0 || text.length < length) return
        latencies.push(performance.now() - sentAt)
        if (text.startsWith('HTTP/1.1 200')) {
          byKey[key]! += 1
          if (endsRun) count.runsEnded += 1
        } else count.refused += 1
        text = text.slice(length)
        next()
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
  await Promise.all(Array.from({ length: plan.connections }, (_, i) => connection(i)))
  const seconds = (performance.now() - startedAt) / 1_000
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { answered: latencies.length - count.refused, ...count, seconds, byKey, p50: at(0.5), p99: at(0.99) }
}

const BEATS_OF_RUN: Readonly<Record<LoadKind, number>> = { bare: 1, plain: 1, keyed: 1, runs: 3, steps: 5 }
const STEPS = ['extract', 'transform', 'load']

function suffix(plan: LoadPlan, connection: number, turn: number): string {
  if (plan.kind === 'plain') return ''
  if (plan.kind === 'keyed') return `?run=${plan.seed}-${connection}-${turn}`
  const beats = BEATS_OF_RUN[plan.kind]
  const place = turn % beats
  const run = `${plan.kind === 'steps' ? 'steps-' : ''}${plan.seed}-${connection}-${Math.floor(turn / beats)}`
  if (place === 0) return `/start?run=${run}`
  if (place === beats - 1) return `/success?run=${run}`
  if (plan.kind === 'steps') return `/success?run=${run}&step=${STEPS[place - 1]}`
  return `/progress?run=${run}&step=load&shard=1&shards=1&done=${turn}&total=${turn + 1}`
}

/** Length of the whole first answer in `text`; 0 while its head is not complete. */
function answerLength(text: string): number {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return 0
  const mark = text.toLowerCase().indexOf('content-length: ')
  return end + 4 + (mark === -1 || mark > end ? 0 : Number.parseInt(text.slice(mark + 16), 10))
}
