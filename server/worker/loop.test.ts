import { expect, test } from 'vitest'
import { createLog } from '@/lib/base/log'
import { startLoop } from './loop'

const log = createLog('test', 'silent')

/** A pass that can be awaited; each ends on command. */
function steps() {
  const begun: (() => void)[] = []
  const ends: ((ms: number | null) => void)[] = []
  let count = 0
  return {
    pass: () =>
      new Promise<number | null>((resolve) => {
        count += 1
        ends.push(resolve)
        begun.shift()?.()
      }),
    begin: (n: number) => (count >= n ? Promise.resolve() : new Promise<void>((resolve) => begun.push(resolve))),
    end: (ms: number | null = null) => ends.shift()!(ms),
    count: () => count,
  }
}

test('a loop that is woken during a pass makes another one at once', async () => {
  const step = steps()
  const loop = startLoop({ name: 'test', log, fallbackMs: 60_000, pass: step.pass })
  loop.wake()
  const second = step.begin(2)
  step.end()
  await second
  step.end()
  await loop.stop()
  expect(step.count()).toBe(2)
})

test('a loop that sleeps wakes up on `wake`, and at the time that its pass returned', async () => {
  const step = steps()
  const loop = startLoop({ name: 'test', log, fallbackMs: 60_000, pass: step.pass })
  const second = step.begin(2)
  step.end(5)
  await second
  const third = step.begin(3)
  step.end()
  await Promise.resolve()
  loop.wake()
  await third
  step.end()
  await loop.stop()
  expect(step.count()).toBe(3)
})

test('a pass that throws is tried again', async () => {
  let tries = 0
  await new Promise<void>((resolve, reject) => {
    const loop = startLoop({
      name: 'test',
      log,
      fallbackMs: 60_000,
      pass: async () => {
        tries += 1
        if (tries === 1) throw new Error('the database is away')
        loop.stop().then(resolve, reject)
        return null
      },
    })
  })
  expect(tries).toBe(2)
})

test('a stopped loop waits for the pass in progress', async () => {
  const step = steps()
  const loop = startLoop({ name: 'test', log, fallbackMs: 60_000, pass: step.pass })
  let isStopped = false
  const stopped = loop.stop().then(() => {
    isStopped = true
  })
  await Promise.resolve()
  expect(isStopped).toBe(false)
  step.end()
  await stopped
  expect(step.count()).toBe(1)
})
