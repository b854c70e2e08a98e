import { expect, test } from 'vitest'
import { isStillInDoubt } from './in-doubt'

const away = { from: 10, to: 20 }

test.each([
  ['new', 5, true],
  ['up', 5, true],
  ['up', 6, false],
  ['up', null, false],
  ['down', 5, false],
  ['paused', 5, false],
] as const)('an occurrence, the monitor is %s and expects %s: %s', (status, expectedAt, isInDoubt) => {
  expect(isStillInDoubt({ runId: null, expectedAt: 5, away }, { state: { status, expectedAt }, run: null })).toBe(
    isInDoubt,
  )
})

test.each([
  ['running', 19, true],
  ['running', 20, false],
  ['succeeded', 19, false],
  ['unjudged', 19, false],
] as const)('a run that is %s, with the last beat at %s: %s', (state, lastBeatAt, isInDoubt) => {
  const doubt = { runId: 'r', expectedAt: 5, away }
  const of = { status: 'up', expectedAt: 5 } as const
  expect(isStillInDoubt(doubt, { state: of, run: { state, lastBeatAt } })).toBe(isInDoubt)
  expect(isStillInDoubt(doubt, { state: of, run: null })).toBe(false)
})
