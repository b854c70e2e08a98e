import { setTimeout as delay } from 'node:timers/promises'
import type { BeatToSend } from '@/bench/support/beat-client'
import { until } from '@/bench/support/until'
import type { SeededFixture, Stage } from './stage'

const BUSY_PAUSE_MS = 700

/** All of these send the signal, and it is taken. */
export async function sayAll(
  stage: Stage,
  actors: readonly SeededFixture[],
  signal: BeatToSend['signal'],
): Promise<void> {
  await Promise.all(
    actors.map((actor) => stage.client.send({ monitor: actor.id, heartbeatUrl: stage.urlOf(actor), signal })),
  )
}

/** These send beats again and again, with retries, until stopped. */
export function keepBeating(stage: Stage, actors: readonly SeededFixture[]): { stop(): Promise<void> } {
  let isOver = false
  const beat = async (actor: SeededFixture, n: number) => {
    await delay((n * BUSY_PAUSE_MS) / actors.length)
    while (!isOver) {
      await stage.client.send({ monitor: actor.id, heartbeatUrl: stage.urlOf(actor), signal: 'success' })
      await delay(BUSY_PAUSE_MS)
    }
  }
  const all = Promise.all(actors.map(beat))
  return {
    stop: async () => {
      isOver = true
      await all
    },
  }
}

/** Waits until what is due has been judged and all its alerts are sent, at most 20 s. */
export async function untilNotified({ pool }: Stage): Promise<void> {
  const isDone = async () => {
    const { rows } = await pool.query<{ is_done: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM delivery WHERE state = 'pending')
         AND NOT EXISTS (SELECT FROM monitor_state WHERE attention_at < clock_timestamp() - interval '1 second') AS is_done`,
    )
    return rows[0]!.is_done
  }
  await delay(1_500)
  await until(isDone, { limitMs: 20_000 })
}
