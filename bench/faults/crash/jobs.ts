import type { CreateMonitorInput } from '@/lib/contract/monitors'

/** How the job behind a monitor behaves. */
export type JobKind = 'steady' | 'runs' | 'fan-out' | 'failing' | 'silent' | 'storm'

export interface Job {
  kind: JobKind
  /** Id of the monitor, as in the database. */
  monitor: string
  heartbeatUrl: string
  /** Names of the channels that the monitor is linked to. */
  channels: string[]
  /** How long after a finish the monitor goes down without another. */
  patienceMs: number
}

export interface JobPlan {
  kind: JobKind
  count: number
  /** A few seconds without ingest or database are much shorter: no monitor with regular beats may go down. */
  intervalSeconds: number
  graceSeconds: number
}

export const PLAN: readonly JobPlan[] = [
  { kind: 'steady', count: 40, intervalSeconds: 5, graceSeconds: 20 },
  { kind: 'runs', count: 36, intervalSeconds: 10, graceSeconds: 25 },
  { kind: 'fan-out', count: 6, intervalSeconds: 10, graceSeconds: 25 },
  { kind: 'failing', count: 8, intervalSeconds: 15, graceSeconds: 20 },
  { kind: 'silent', count: 10, intervalSeconds: 2, graceSeconds: 6 },
  { kind: 'storm', count: 26, intervalSeconds: 2, graceSeconds: 6 },
]

export const CHANNELS = ['north', 'east', 'south', 'west', 'storm'] as const

/** Longer than any of our jobs takes. */
const MAX_RUNTIME_SECONDS = 600

/**
 * Which channels the n-th monitor of a kind alerts: one or two of the four, and the storm goes to a channel of its own.
 */
export function channelsOf(kind: JobKind, n: number): string[] {
  if (kind === 'storm') return ['storm']
  const first = CHANNELS[n % 4]!
  return kind === 'silent' ? [first, CHANNELS[(n + 1) % 4]!] : [first]
}

export function monitorInput(plan: JobPlan, n: number): Omit<CreateMonitorInput, 'channels'> {
  return {
    name: `${plan.kind} ${n + 1}`,
    schedule: { type: 'interval', seconds: plan.intervalSeconds },
    graceSeconds: plan.graceSeconds,
    maxRuntimeSeconds: MAX_RUNTIME_SECONDS,
  }
}
