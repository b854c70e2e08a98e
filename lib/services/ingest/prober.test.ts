import { expect, it } from 'vitest'
import { Hearing } from './hearing'
import { Prober } from './prober'

const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

function probe(write: (tries: number) => Promise<void>) {
  const hearing = new Hearing(performance.now() - 10_000)
  const said: string[] = []
  let tries = 0
  const prober = new Prober(hearing, () => write(++tries), {
    heard: (startedAt) => {
      hearing.heard(startedAt, performance.now())
      said.push('heard')
    },
    deaf: () => said.push('deaf'),
  })
  prober.look()
  return { prober, said, tries: () => tries }
}

it('a probe that fails while the process is paused proves nothing, and is repeated', async () => {
  const { prober, said, tries } = probe(async (n) => {
    if (n > 1) return
    standStill(700)
    throw new Error('Query read timeout')
  })
  await prober.stop()
  expect([said, tries()]).toEqual([['heard'], 2])
})

it('a repeated probe that fails begins a deaf span, also while the process is paused', async () => {
  const { prober, said, tries } = probe(async () => {
    standStill(700)
    throw new Error('Query read timeout')
  })
  await prober.stop()
  expect([said, tries()]).toEqual([['deaf'], 2])
})

it('a probe that fails without a pause begins a deaf span at once', async () => {
  const { prober, said, tries } = probe(async () => {
    throw new Error('no space left on device')
  })
  await prober.stop()
  expect([said, tries()]).toEqual([['deaf'], 1])
})
