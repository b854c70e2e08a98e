import { setTimeout as delay } from 'node:timers/promises'

/**
 * Repeats the question until there is an answer.
 * @throws after `limitMs` (30 s) with what was waited for.
 */
export async function eventually<T>(
  what: string,
  ask: () => T | null | Promise<T | null>,
  limitMs = 30_000,
): Promise<T> {
  const giveUpAt = performance.now() + limitMs
  for (;;) {
    const answer = await ask()
    if (answer !== null) return answer
    if (performance.now() > giveUpAt) throw new Error(`Waited ${limitMs / 1000} s without success: ${what}`)
    await delay(100)
  }
}
