import type { Pool } from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HealthAnswers } from './answer-health'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const FACTS = { watermark_age: 5, checker_lag: 0, sender_lag: 0, set_aside: 0, living: 1, deaf_since_at: null }

function count({ takesMs }: { takesMs: number }) {
  let queries = 0
  let asked = 0
  const query = async () => {
    queries += 1
    await new Promise((resolve) => setTimeout(resolve, takesMs))
    return { rows: [{ ...FACTS, hold_since_at: null }] }
  }
  const isDashboardUp = async () => {
    asked += 1
    return true
  }
  const answers = new HealthAnswers({ query } as unknown as Pool, { isDashboardUp })
  return { answers, counts: () => ({ queries, asked }) }
}

it('five hundred calls at once share one query, and so do those of the next second', async () => {
  const { answers, counts } = count({ takesMs: 100 })
  const flood = () => Promise.all(Array.from({ length: 250 }, () => [answers.health(), answers.ready('?all=1')]).flat())
  const first = flood()
  await vi.advanceTimersByTimeAsync(100)
  expect((await first).every(({ status }) => status === 200)).toBe(true)
  await vi.advanceTimersByTimeAsync(999)
  await flood()
  expect(counts()).toEqual({ queries: 1, asked: 1 })
  await vi.advanceTimersByTimeAsync(2)
  const later = flood()
  await vi.advanceTimersByTimeAsync(100)
  await later
  expect(counts()).toEqual({ queries: 2, asked: 2 })
})

it('while the database does not answer, calls get that answer, with one query at a time', async () => {
  const { answers, counts } = count({ takesMs: 60_000 })
  const calls = Array.from({ length: 500 }, () => answers.ready(''))
  await vi.advanceTimersByTimeAsync(2_000)
  expect((await Promise.all(calls)).every(({ status }) => status === 503)).toBe(true)
  expect(counts().queries).toBe(1)
})
