import type { Beat, MonitorConfig, Part } from '../types'

const fold = (name: string) => name.trim().toLowerCase()

/** The declared step that the name means. Null: none. */
export function declaredName({ steps }: Pick<MonitorConfig, 'steps'>, name: string): string | null {
  if (steps.includes(name)) return name
  const folded = fold(name)
  return steps.find((step) => fold(step) === folded) ?? null
}

/** The beat, with the name of its step as the monitor declares it. */
export function withDeclaredName(config: MonitorConfig, beat: Beat): Beat {
  const step = beat.step === null ? null : declaredName(config, beat.step)
  return step === null || step === beat.step ? beat : { ...beat, step }
}

/** Whether the beat names a step that the monitor does not declare. */
export function isUndeclared({ steps }: MonitorConfig, { step }: Beat): boolean {
  return step !== null && steps.length > 0 && !steps.includes(step)
}

/** Whether the end of the step was not reported, but follows from a beat of a later step. */
export function isImplied({ endsOn }: Pick<MonitorConfig, 'endsOn'>, part: Part): boolean {
  if (endsOn !== 'steps' || part.shard !== '' || part.state !== 'succeeded') return false
  return part.endedAt !== null && part.endedAt > part.lastBeatAt
}
