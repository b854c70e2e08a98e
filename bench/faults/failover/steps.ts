import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@/bench/support/until'
import type { Stage } from './stage'

export interface Act {
  title: string
  /** Does it to the leader. Resolves when it has been done; `repair` puts the pair together again. */
  strike(stage: Stage, leader: string): Promise<void>
  repair(stage: Stage, leader: string): Promise<void>
}

const LONGEST_MS = 180_000
/** Clients have found the new primary when the old one continues and still acts as a primary. */
const FROZEN_LONGER_MS = 10_000

export const ACTS: readonly Act[] = [
  {
    title: 'all processes of the primary are killed with -9',
    strike: async ({ cluster }, leader) => signalAll(cluster.pidsOf(leader), 'SIGKILL'),
    repair: async (stage, leader) => {
      await untilOtherLeads(stage, leader)
      stage.cluster.start(leader)
    },
  },
  {
    title: 'a switchover is requested',
    strike: ({ cluster }, leader) => cluster.switchOver(leader),
    repair: async () => {},
  },
  { title: 'all processes of the primary hang, and continue when the other node leads', ...hang() },
]

function hang(): Pick<Act, 'strike' | 'repair'> {
  let frozen: number[] = []
  return {
    strike: async ({ cluster }, leader) => {
      frozen = cluster.pidsOf(leader)
      signalAll(frozen, 'SIGSTOP')
    },
    repair: async (stage, leader) => {
      await untilOtherLeads(stage, leader)
      await delay(FROZEN_LONGER_MS)
      signalAll(frozen, 'SIGCONT')
    },
  }
}

async function untilOtherLeads({ cluster }: Stage, leader: string): Promise<void> {
  await until(async () => (await cluster.leader()) === cluster.other(leader), { limitMs: LONGEST_MS })
}

function signalAll(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch {
      // A process of PostgreSQL that has ended since.
    }
  }
}
