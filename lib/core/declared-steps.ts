import type { Beat, MonitorConfig, Part } from './types'

const fold = (name: string) => name.trim().toLowerCase()

/** The step that is meant among those that the monitor declares. Null: none of them is. */
export function declaredName({ steps }: Pick<MonitorConfig, 'steps'>, name: string): string | null {
  if (steps.length === 0) return null
  if (steps.includes(name)) return name
  const folded = fold(name)
  return steps.find((step) => fold(step) === folded) ?? null
}

/** The beat with its step called as the monitor declares it. */
export function withDeclaredName(config: MonitorConfig, beat: Beat): Beat {
  const step = beat.step === null ? null : declaredName(config, beat.step)
  return step === null || step === beat.step ? beat : { ...beat, step }
}

/** Whether the beat names a step that is not among those that the monitor declares. */
export function isUndeclared({ steps }: MonitorConfig, { step }: Beat): boolean {
  return step !== null && steps.length > 0 && !steps.includes(step)
}

/** Whether nobody told that the step ended: a later one was heard, so that it must have. */
export function isImplied({ endsOn }: Pick<MonitorConfig, 'endsOn'>, part: Part): boolean {
  if (endsOn !== 'steps' || part.shard !== '' || part.state !== 'succeeded') return false
  return part.endedAt !== null && part.endedAt > part.lastBeatAt
}
