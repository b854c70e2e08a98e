import { setTimeout as delay } from 'node:timers/promises'
import type { Chance } from '@/bench/support/chance'
import { childrenOf } from '@/bench/support/process-tree'

export const VICTIMS = ['ingest', 'worker', 'web', 'postgres', 'backend'] as const
export type Victim = (typeof VICTIMS)[number]

export interface Kill {
  victim: Victim
  pid: number
  at: number
}

/**
 * Kills processes of the product with -9, until stopped: each kind once in random order, then again. Only processes
 * that the process tree shows as started by the product's parent is touched.
 */
export async function killAtRandom(options: {
  parent: number
  chance: Chance
  everySeconds: { min: number; max: number }
  isOver: () => boolean
}): Promise<Kill[]> {
  const { parent, chance, everySeconds, isOver } = options
  const kills: Kill[] = []
  let waiting: Victim[] = []
  for (;;) {
    await delay(chance.between(everySeconds.min, everySeconds.max) * 1_000)
    if (isOver()) return kills
    if (waiting.length === 0) waiting = shuffle(VICTIMS, chance)
    const victim = waiting.pop()!
    const pid = findVictim(parent, { victim, chance })
    if (pid === null) {
      // Still starting after the last kill: it is killed later.
      waiting.unshift(victim)
      continue
    }
    try {
      process.kill(pid, 'SIGKILL')
      kills.push({ victim, pid, at: Date.now() })
    } catch {}
  }
}

/** Null: there is none right now. */
function findVictim(parent: number, { victim, chance }: { victim: Victim; chance: Chance }): number | null {
  const children = childrenOf(parent)
  const postmaster = children.find(({ command }) => /postgres(\.exe)? -D /.test(command))?.pid ?? null
  switch (victim) {
    case 'postgres':
      return postmaster
    case 'backend': {
      // A session of the product: its death makes the postmaster start all over, mid-commit for some.
      const sessions =
        postmaster === null ? [] : childrenOf(postmaster).filter((p) => /lubdub 127\.0\.0\.1/.test(p.command))
      return sessions.length === 0 ? null : chance.pick(sessions).pid
    }
    default:
      return children.find(({ command }) => command.includes(`${victim}.mjs`))?.pid ?? null
  }
}

function shuffle<T>(from: readonly T[], chance: Chance): T[] {
  return from
    .map((value) => ({ value, order: chance.next() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value)
}
