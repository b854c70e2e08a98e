import { setTimeout as delay } from 'node:timers/promises'
import type { BeatClient, BeatToSend } from '@/bench/support/beat-client'
import type { Chance } from '@/bench/support/chance'
import { assertNever } from '@/lib/base/assert-never'
import type { Job } from './jobs'

export interface Stage {
  client: BeatClient
  chance: Chance
  /** When the chosen jobs fall silent, by monotonic time. */
  silentFrom: number
  /** From when on no job fails any more on purpose. */
  calmFrom: number
  /** The end: a job finishes its present run, and stops. */
  isOver(): boolean
}

type Say = (signal: BeatToSend['signal'], fields?: BeatToSend['fields']) => Promise<boolean>

const SHARDS = 4

/** Runs one job until the end, each beat after the previous one was taken. */
export async function playJob(job: Job, stage: Stage): Promise<void> {
  const { client, chance } = stage
  const { monitor, heartbeatUrl } = job
  const say: Say = (signal, fields) => client.send({ monitor, heartbeatUrl, signal, fields })
  await delay(chance.between(0, 1_000))
  for (let round = 1; !stage.isOver(); round += 1) {
    switch (job.kind) {
      case 'steady':
        await say('success')
        await delay(chance.between(200, 400))
        break
      case 'runs':
        await playRun(say, { run: `r${round}`, chance })
        break
      case 'fan-out':
        await playFanOut(say, { run: `f${round}`, chance })
        break
      case 'failing':
        await playFailing(say, { round, stage })
        break
      case 'silent':
      case 'storm':
        if (performance.now() >= stage.silentFrom) return
        await say('success')
        await delay(chance.between(800, 1_200))
        break
      default:
        assertNever(job.kind)
    }
  }
}

async function playRun(say: Say, { run, chance }: { run: string; chance: Chance }): Promise<void> {
  const pause = () => delay(chance.between(400, 600))
  await say('start', { run })
  await pause()
  await say('progress', { run, step: 'extract', done: 1, total: 2 })
  await pause()
  await say('progress', { run, step: 'load', done: 2, total: 2 })
  await pause()
  await say('success', { run })
  await pause()
}

/** Several clients of one monitor at the same time. */
async function playFanOut(say: Say, { run, chance }: { run: string; chance: Chance }): Promise<void> {
  await say('start', { run, shards: SHARDS })
  const shard = async (n: number) => {
    const fields = { run, shard: `s${n}` }
    await say('progress', { ...fields, done: 1, total: 2 })
    await delay(chance.between(100, 400))
    await say('success', { ...fields, done: 2, total: 2 })
  }
  await Promise.all(Array.from({ length: SHARDS }, (_, n) => shard(n + 1)))
  await say('success', { run })
  await delay(chance.between(400, 600))
}

/** Successful, then failing for some seconds, then successful again. */
async function playFailing(say: Say, { round, stage }: { round: number; stage: Stage }): Promise<void> {
  const { chance } = stage
  const isCalm = performance.now() >= stage.calmFrom
  const fails = !isCalm && round % 8 === 5
  await (fails ? say('fail') : say('success'))
  await delay(fails ? chance.between(3_000, 5_000) : chance.between(1_000, 2_000))
}
