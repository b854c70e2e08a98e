import { finishDeadline } from '../schedule/expectations'
import type { Instant, MonitorConfig, MonitorState, MonitorStatus, Run } from '../types'
import type { ShownRun } from './run-state'

/** What is shown of a monitor: its stored status, or what its instants make of it. */
export type ShownStatus = MonitorStatus | 'late' | 'running'

/** A fact about the stored state of a monitor at an instant. `isOverdue`: a finish was expected before it. */
export type StateFact = MonitorStatus | 'hasOpenRun' | 'isOverdue'
/** What the newest run of a monitor shows beyond the status, the first one that is true. */
export const TROUBLES = ['silent', 'stalled', 'partial'] as const satisfies readonly ShownRun[]
export type Trouble = (typeof TROUBLES)[number]
export type MonitorFact = StateFact | Trouble

/** The first rule whose fact is true decides. Rules are data, so that the database sorts and filters by the very same ones. */
export const SHOWN_RULES: readonly (readonly [fact: StateFact, shown: ShownStatus])[] = [
  ['down', 'down'],
  ['paused', 'paused'],
  ['hasOpenRun', 'running'],
  ['isOverdue', 'late'],
  ['up', 'up'],
  ['new', 'new'],
]

/** By what needs attention: the lowest rank first. */
export const RANK_RULES: readonly (readonly [fact: MonitorFact, rank: number])[] = [
  ['down', 0],
  ['paused', 8],
  ['silent', 1],
  ['stalled', 2],
  ['hasOpenRun', 5],
  ['isOverdue', 3],
  ['partial', 4],
  ['new', 6],
  ['up', 7],
]

/** What is shown of a monitor at `now`: late is expected and not finished, not yet down, with nothing running. */
export function shownStatus(
  state: Pick<MonitorState, 'status' | 'openRunCount' | 'expectedAt'>,
  now: Instant,
): ShownStatus {
  const holds = holdsOf(state, now)
  return SHOWN_RULES.find(([fact]) => holds(fact))?.[1] ?? state.status
}

/** Which facts hold for the state at the instant. */
export function holdsOf(
  { status, openRunCount, expectedAt }: Pick<MonitorState, 'status' | 'openRunCount' | 'expectedAt'>,
  at: Instant,
): (fact: StateFact) => boolean {
  return (fact) => {
    if (fact === 'hasOpenRun') return openRunCount > 0
    if (fact === 'isOverdue') return expectedAt !== null && expectedAt < at
    return fact === status
  }
}

/**
 * The deadline that is shown: of the expected finish, or where nothing is expected the first one of the open runs. `runs`: the open
 * runs. Null: none.
 */
export function shownDeadline(
  config: Pick<MonitorConfig, 'graceSeconds' | 'maxRuntimeSeconds'>,
  expectedAt: Instant | null,
  runs: readonly Pick<Run, 'state' | 'startedAt' | 'deadlineAt'>[],
): Instant | null {
  if (expectedAt !== null) return finishDeadline({ config, state: { expectedAt }, runs })
  const deadlines = runs.flatMap(({ deadlineAt }) => deadlineAt ?? [])
  return deadlines.length === 0 ? null : Math.min(...deadlines)
}
