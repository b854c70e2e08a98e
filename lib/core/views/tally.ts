import type { Instant, Part, PartState } from '../types'
import { countedOf, gainedOf, ownEndAt } from './pace'

/** The states of parts that a tally counts together. The database counts by the same. */
export const TALLIED_STATES = {
  running: ['running'],
  succeeded: ['succeeded'],
  failed: ['failed', 'partial'],
} as const satisfies Record<string, readonly PartState[]>

/**
 * The sums of a step itself, or of all shards of one step (`step` '': of the run). The database
 * computes the same.
 */
export interface Tally {
  step: string
  /** Whether it is about the step's shards and not about the step itself. */
  ofShards: boolean
  parts: number
  running: number
  succeeded: number
  failed: number
  /** Sum over the parts that reported `done`; a part that succeeded counts as its total. Null: none did. */
  done: number | null
  /** How much of it was done since the base of its rate. */
  gained: number
  /** Sum over the parts that have one. Null: none has. */
  total: number | null
  /** How many parts have a total. */
  withTotal: number
  /** A unit that a part reported, and how many different units there are. */
  unit: string | null
  units: number
  /** The earliest base of the rates. */
  fromAt: Instant
  /** The latest end of the running parts at their own rates, and how many parts have one. */
  endsAt: Instant | null
  withEnd: number
  /** For a step itself: how many shards are expected. */
  expected: number | null
}

/** The tallies of a run's parts at `now`. */
export function tallyParts(parts: readonly Part[], { attempt, now }: { attempt: number; now: Instant }): Tally[] {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const name = JSON.stringify([part.step, part.shard !== ''])
    groups.set(name, [...(groups.get(name) ?? []), part])
  }
  return [...groups.values()].map((of) => tally(of, { attempt, now }))
}

function tally(parts: readonly Part[], clock: { attempt: number; now: Instant }): Tally {
  const first = parts[0] as Part
  const count = (states: readonly PartState[]) => parts.filter(({ state }) => states.includes(state)).length
  const counted = parts.map(countedOf)
  const units = new Set(parts.flatMap(({ unit }) => unit ?? []))
  const ends = parts.flatMap((part) => (part.state === 'running' ? (ownEndAt(part, clock) ?? []) : []))
  const totals = counted.flatMap(({ total }) => total ?? [])
  return {
    step: first.step,
    ofShards: first.shard !== '',
    parts: parts.length,
    running: count(TALLIED_STATES.running),
    succeeded: count(TALLIED_STATES.succeeded),
    failed: count(TALLIED_STATES.failed),
    done: sum(counted.flatMap(({ done }) => done ?? [])),
    gained: sum(parts.map((part) => gainedOf(part, clock.attempt))) ?? 0,
    total: sum(totals),
    withTotal: totals.length,
    unit: [...units].sort()[0] ?? null,
    units: units.size,
    fromAt: Math.min(...parts.map(({ rateFromAt, startedAt }) => rateFromAt ?? startedAt)),
    endsAt: ends.length === 0 ? null : Math.max(...ends),
    withEnd: ends.length,
    expected: first.shard === '' ? first.shardsExpected : null,
  }
}

const sum = (values: readonly number[]) => (values.length === 0 ? null : values.reduce((a, b) => a + b, 0))
