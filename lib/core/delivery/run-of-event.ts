import { all, isTrue, type Rule } from '../rule'
import type { RunState } from '../types'

/** Of an event without a run of its own. `isFailure`: the monitor went down, or a run failed; `isLost`: because of a lost run. */
export type EventFact = 'isFailure' | 'isLost'

/** The states of the run that is shown: the newest run of the first state that any run has. */
export type RunChoice = 'lostElseOpen' | 'open'
export const RUN_CHOICES: Readonly<Record<RunChoice, readonly RunState[]>> = {
  lostElseOpen: ['lost', 'running'],
  open: ['running'],
}

/**
 * Which run an event shows that has none of its own. A missed or not started one shows the run that is still open; several lost runs are one
 * event, which shows the newest. If no rule is true: none.
 */
export const RUN_OF_EVENT_RULES: readonly (readonly [rule: Rule<EventFact>, choice: RunChoice])[] = [
  [all('isFailure', 'isLost'), 'lostElseOpen'],
  ['isFailure', 'open'],
]

/** The types of events that are failures of a job. */
export const FAILURE_EVENTS = ['monitor.down', 'run.failed'] as const

/** The states of the run to show, in order. Empty: the event shows no run. */
export function runStatesOfEvent(type: string, reason: string | null): readonly RunState[] {
  const facts = { isFailure: FAILURE_EVENTS.some((one) => one === type), isLost: reason === 'lost' }
  const choice = RUN_OF_EVENT_RULES.find(([rule]) => isTrue(rule, (fact) => facts[fact]))?.[1]
  return choice ? RUN_CHOICES[choice] : []
}
