import { expect, it } from 'vitest'
import { Arrivals } from './arrivals'

const NOBODY = async () => new Set<string>()

it('a slow body of a known key holds the watermark for fifteen seconds', () => {
  const arrivals = new Arrivals(() => true, NOBODY)
  arrivals.arrive('known', { at: 0, notBefore: -100 })
  expect([arrivals.oldest(14_999), arrivals.oldest(15_001)]).toEqual([-100, null])
})

it('slow bodies of unknown keys hold the watermark for 1.5 seconds, no matter how many there are', async () => {
  const arrivals = new Arrivals(() => false, NOBODY)
  for (let n = 0; n < 1_000; n++) arrivals.arrive(`made up ${n}`, { at: 0, notBefore: -100 })
  await arrivals.look(500, 500)
  expect([arrivals.oldest(1_499), arrivals.oldest(1_501)]).toEqual([-100, null])
})

it('a key that this process does not know is looked up once', async () => {
  const asked: (readonly string[])[] = []
  const arrivals = new Arrivals(
    () => false,
    async (keys) => {
      asked.push(keys)
      return new Set(['nightly'])
    },
  )
  arrivals.arrive('nightly', { at: 0, notBefore: -100 })
  arrivals.arrive('made up', { at: 0, notBefore: -200 })
  await arrivals.look(300, 300)
  await arrivals.look(500, 500)
  await arrivals.look(750, 750)
  expect(asked).toEqual([['nightly', 'made up']])
  expect([arrivals.oldest(1_000), arrivals.oldest(2_000), arrivals.oldest(15_001)]).toEqual([-200, -100, null])
})

it('a key that was not looked up yet, as after a pause, holds the watermark like a known key, until it proves to be unknown', async () => {
  const arrivals = new Arrivals(() => false, NOBODY)
  arrivals.arrive('nightly', { at: 0, notBefore: -100 })
  expect([arrivals.oldest(14_999), arrivals.oldest(15_001)]).toEqual([-100, null])
  arrivals.arrive('made up', { at: 16_000, notBefore: 15_900 })
  expect(arrivals.oldest(22_000)).toBe(15_900)
  await arrivals.look(22_000, 22_000)
  expect(arrivals.oldest(22_000)).toBeNull()
})

it('when the database cannot be reached, the key is looked up again', async () => {
  let tries = 0
  const arrivals = new Arrivals(
    () => false,
    async () => {
      tries += 1
      throw new Error('The database cannot be reached.')
    },
  )
  arrivals.arrive('nightly', { at: 0, notBefore: -100 })
  await arrivals.look(500, 500)
  await arrivals.look(750, 750)
  expect(tries).toBe(2)
})

it('a call that took too long is dropped without a tick, and its end reports that', async () => {
  const arrivals = new Arrivals(() => true, NOBODY)
  const times = { at: 0, notBefore: -100 }
  const [slow, quick] = [arrivals.arrive('slow', times), arrivals.arrive('quick', { ...times, at: 10_000 })]
  await arrivals.look(15_001, 15_001)
  expect(arrivals.keys()).toEqual(['quick'])
  expect([arrivals.leave(slow), arrivals.leave(quick), arrivals.leave(quick)]).toEqual([false, true, false])
})

it('a limit that passed while nothing was read drops no call', async () => {
  const arrivals = new Arrivals(
    () => true,
    async (keys) => new Set(keys),
  )
  const arrival = arrivals.arrive('nightly', { at: 0, notBefore: -100 })
  await arrivals.look(18_200, 14_200)
  expect([arrivals.oldest(14_200), arrivals.leave(arrival)]).toEqual([-100, true])
})

it('a key that was known here and may not send beats any more is looked up as well', async () => {
  const arrivals = new Arrivals(() => true, NOBODY)
  arrivals.arrive('disabled since', { at: 0, notBefore: -100 })
  await arrivals.look(500, 500)
  expect([arrivals.oldest(1_499), arrivals.oldest(1_501)]).toEqual([-100, null])
})
