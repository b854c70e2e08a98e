import { expect, it } from 'vitest'
import { PartStates } from './answer-health'
import { type Health, isReady, type Parts } from './get-health'

const FINE: Parts = {
  database: true,
  beats: true,
  clock: true,
  checker: true,
  sender: true,
  monitors: true,
  dashboard: true,
}
const health = (change: Partial<Parts>): Health => ({
  parts: { ...FINE, ...change },
  ...{ watermarkAgeMs: 1, checkerLagMs: 0, senderLagMs: 0, setAside: 0 },
})

it.each(['database', 'beats'] as const)('without %s it is not ready', (part) => {
  const without = health({ [part]: false })
  expect([isReady(without, { all: false }), isReady(without, { all: true })]).toEqual([false, false])
})

it.each(['clock', 'checker', 'sender', 'monitors', 'dashboard'] as const)(
  'a failing %s does not remove ingest from a load balancer, and is visible with all=1',
  (part) => {
    const without = health({ [part]: false })
    expect([isReady(without, { all: false }), isReady(without, { all: true })]).toEqual([true, false])
  },
)

it('an ingest without a dashboard is ready with all=1', () => {
  expect(isReady(health({ dashboard: null }), { all: true })).toBe(true)
})

it('each part has the instant since when its state holds', () => {
  const states = new PartStates()
  const second = (n: number) => Date.parse('2026-11-27T10:00:00Z') + n * 1_000
  states.see(FINE, second(0))
  states.see({ ...FINE, sender: false }, second(5))
  const { sender, beats } = states.see({ ...FINE, sender: false, dashboard: null }, second(9))
  expect(sender).toEqual({ state: 'failing', since: '2026-11-27T10:00:05.000Z' })
  expect(beats).toEqual({ state: 'fine', since: '2026-11-27T10:00:00.000Z' })
  expect(states.see(FINE, second(12)).sender).toEqual({ state: 'fine', since: '2026-11-27T10:00:12.000Z' })
})
