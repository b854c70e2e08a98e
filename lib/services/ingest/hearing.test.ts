import { expect, it } from 'vitest'
import { Hearing } from './hearing'

it('refusals cause no deaf span, no matter how many, while the probes are committed', () => {
  const hearing = new Hearing(0)
  for (let n = 0; n < 10_000; n++) hearing.refused(n, n + 1)
  expect([hearing.deafSince, hearing.completeUpTo, hearing.wantsProbe(10_001)]).toEqual([null, 0, true])
  expect(hearing.heard(10_001, 10_003)).toBeNull()
  expect([hearing.deafSince, hearing.completeUpTo]).toEqual([null, null])
})

it('a write that began before the refusal does not end the doubt', () => {
  const hearing = new Hearing(0)
  hearing.refused(900, 1_000)
  hearing.heard(950, 1_100)
  expect(hearing.completeUpTo).toBe(900)
})

it('a deaf span begins with the last committed write, and ends with the next', () => {
  const hearing = new Hearing(0)
  hearing.heard(1_000, 1_002)
  hearing.refused(1_500, 1_600)
  expect(hearing.probeFailed(1_601)).toBe(true)
  expect(hearing.probeFailed(2_000)).toBe(false)
  expect([hearing.deafSince, hearing.completeUpTo]).toEqual([1_000, 1_000])
  expect(hearing.heard(9_000, 9_010)).toEqual({ from: 1_000, to: 9_010 })
  expect(hearing.deafSince).toBeNull()
})

it('deaf spans less than five seconds apart are one span', () => {
  const hearing = new Hearing(0)
  hearing.probeFailed(1_000)
  hearing.heard(4_000, 4_010)
  hearing.probeFailed(7_000)
  expect(hearing.heard(8_000, 8_010)).toEqual({ from: 0, to: 8_010 })
  hearing.heard(14_000, 14_010)
  hearing.probeFailed(15_000)
  expect(hearing.deafSince).toBe(14_000)
})

it('a probe is needed when nothing was committed for 2.5 seconds, and not before', () => {
  const hearing = new Hearing(0)
  hearing.heard(1_000, 1_001)
  expect([hearing.wantsProbe(3_499), hearing.wantsProbe(3_500)]).toEqual([false, true])
})

it('beats cannot be taken before the first write is committed', () => {
  const hearing = new Hearing(0)
  expect([hearing.isHearing, hearing.wantsProbe(1)]).toEqual([false, true])
  hearing.heard(1, 2)
  expect(hearing.isHearing).toBe(true)
  hearing.probeFailed(3_000)
  expect(hearing.isHearing).toBe(false)
})

it('a failed probe proves nothing when a write that began later was committed', () => {
  const hearing = new Hearing(0)
  hearing.heard(2_000, 2_001)
  expect(hearing.probeFailed(1_000)).toBe(false)
})

it('while beats are refused repeatedly, each committed write ends the doubts before it', () => {
  const hearing = new Hearing(0)
  let oldest = 0
  for (let now = 250; now <= 60_000; now += 250) {
    for (let n = 0; n < 3; n++) hearing.refused(now - 5_000, now)
    hearing.heard(now - 600, now + 1)
    oldest = Math.max(oldest, now - (hearing.completeUpTo ?? now))
  }
  expect(oldest).toBeLessThanOrEqual(5_000 + 600 + 50)
  hearing.heard(60_001, 60_600)
  expect(hearing.completeUpTo).toBeNull()
})

it('an hour of refusals every ten milliseconds makes a few hundred doubts, and no refusal is lost', () => {
  const hearing = new Hearing(0)
  for (let now = 1_000; now <= 3_600_000; now += 10) hearing.refused(now - 1, now)
  expect(hearing.completeUpTo).toBe(999)
  hearing.heard(3_599_999, 3_600_001)
  expect(hearing.completeUpTo).not.toBeNull()
  hearing.heard(3_600_000, 3_600_002)
  expect(hearing.completeUpTo).toBeNull()
})
