import { AppError } from '@/lib/base/errors'
import type { MonitorConfig } from '@/lib/core'

type Settings = Pick<MonitorConfig, 'schedule' | 'steps' | 'endsOn' | 'expectFromCreation'>

/** Refuses settings that contradict each other. @throws AppError `invalid` with the field. */
export function requireConsistent({ schedule, steps, endsOn, expectFromCreation }: Settings): void {
  if (endsOn === 'steps' && steps.length === 0) {
    throw new AppError('invalid', 'With `endsOn` steps, declare at least one step in `steps`.', 'endsOn')
  }
  if (expectFromCreation && schedule.type === 'none') {
    const advice = 'give a schedule, or leave `expectFromCreation` out.'
    throw new AppError('invalid', `Without a schedule nothing can be expected: ${advice}`, 'expectFromCreation')
  }
}
