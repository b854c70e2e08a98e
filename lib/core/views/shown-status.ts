import { finishDeadline } from '../expectations'
import type { Instant, MonitorConfig, MonitorState, MonitorStatus, Run } from '../types'

/** What is shown of a monitor: its stored status, or what its instants make of it. */
export type ShownStatus = MonitorStatus | 'late' | 'running'

/** A fact about a monitor that is stored, or that its newest run shows. */
export type MonitorFact = MonitorStatus | 'hasOpenRun' | 'isOverdue' | 'silent' | 'stalled' | 'partial'

/**
 * The first rule whose fact is true decides. Rules are data, so that the database sorts and filters by the very same ones.
 * `isOverdue`: a finish was expected before now.
 */
export const SHOWN_RULES: readonly (readonly [fact: MonitorFact, shown: ShownStatus])[] = [
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
  const { status, openRunCount, expectedAt } = state
  const isTrue = (fact: MonitorFact) => {
    if (fact === 'hasOpenRun') return openRunCount > 0
    if (fact === 'isOverdue') return expectedAt !== null && expectedAt < now
    return fact === status
  }
  return SHOWN_RULES.find(([fact]) => isTrue(fact))?.[1] ?? status
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
