import type { RecordedBeatView } from '@/lib/contract/recorded-beats'
import type { RunView, ShardView, StepView } from '@/lib/contract/runs'

/** The data on the page of a run, and in its event stream. */
export interface LiveRun {
  run: RunView
  /** The latest beats of the run, newest first, without their output. */
  beats: RecordedBeatView[]
}

/** One event: all data, or only the changes. */
export interface LiveRunEvent extends LiveRun {
  /** Only new and changed parts and beats. */
  isPatch: boolean
  /** The output did not change, and is left out. */
  sameOutput: boolean
}

export const wholeRun = (live: LiveRun): LiveRunEvent => ({ ...live, isPatch: false, sameOutput: false })

/** The change from one state to the next. Complete, if parts are missing or in another order. */
export function patchOf(before: LiveRun, after: LiveRun): LiveRunEvent {
  const steps = changedSteps(before.run.steps, after.run.steps)
  const shards = changed(before.run.shards, after.run.shards, nameOfShard)
  if (!steps || !shards) return wholeRun(after)
  const sameOutput = after.run.output !== null && after.run.output === before.run.output
  const known = new Set(before.beats.map(({ seq }) => seq))
  return {
    run: { ...after.run, steps, shards, output: sameOutput ? null : after.run.output },
    beats: after.beats.filter(({ seq }) => !known.has(seq)),
    isPatch: true,
    sameOutput,
  }
}

/** The state after an event. */
export function applyLiveRunEvent(before: LiveRun, { run, beats, isPatch, sameOutput }: LiveRunEvent): LiveRun {
  if (!isPatch) return { run: sameOutput ? { ...run, output: before.run.output } : run, beats }
  const steps = merged(before.run.steps, run.steps, nameOfStep, (old, step) => ({
    ...step,
    shards: merged(old.shards, step.shards, nameOfShard),
  }))
  const shards = merged(before.run.shards, run.shards, nameOfShard)
  const output = sameOutput ? before.run.output : run.output
  const most = Math.max(before.beats.length, MOST_BEATS)
  return { run: { ...run, steps, shards, output }, beats: [...beats, ...before.beats].slice(0, most) }
}

export const MOST_BEATS = 30

const nameOfStep = ({ step }: StepView) => step
const nameOfShard = ({ shard }: ShardView) => shard

function changedSteps(before: readonly StepView[], after: readonly StepView[]): StepView[] | null {
  const old = new Map(before.map((step) => [step.step, step]))
  if (!beginsWith(after, before, nameOfStep)) return null
  const found: StepView[] = []
  for (const step of after) {
    const known = old.get(step.step)
    const shards = changed(known?.shards ?? [], step.shards, nameOfShard)
    if (!shards) return null
    if (shards.length > 0 || !known || !isSame({ ...known, shards: [] }, { ...step, shards: [] }))
      found.push({ ...step, shards })
  }
  return found
}

/** Null: not only additions and changes. */
function changed<T extends object>(before: readonly T[], after: readonly T[], nameOf: (part: T) => string): T[] | null {
  if (!beginsWith(after, before, nameOf)) return null
  return after.filter((part, at) => before[at] === undefined || !isSame(before[at], part))
}

function beginsWith<T>(after: readonly T[], before: readonly T[], nameOf: (part: T) => string): boolean {
  return before.every((part, at) => after[at] !== undefined && nameOf(part) === nameOf(after[at]))
}

/** Whether there is no news: the duration and the rate follow from the time of day alone. */
function isSame(before: object, after: object): boolean {
  return JSON.stringify(before, told) === JSON.stringify(after, told)
}

const OF_THE_CLOCK = new Set(['durationSeconds', 'perHour', 'endsAt'])
const told = (name: string, value: unknown) => (OF_THE_CLOCK.has(name) ? undefined : value)

function merged<T>(
  before: readonly T[],
  news: readonly T[],
  nameOf: (part: T) => string,
  join: (old: T, part: T) => T = (_, part) => part,
): T[] {
  const byName = new Map(news.map((part) => [nameOf(part), part]))
  const kept = before.map((old) => {
    const part = byName.get(nameOf(old))
    byName.delete(nameOf(old))
    return part ? join(old, part) : old
  })
  return [...kept, ...byName.values()]
}
