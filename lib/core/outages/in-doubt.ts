import { all, any, isTrue, type Rule } from '../rule'
import type { InDoubt, MonitorState, MonitorStatus, Run } from '../types'

/** `isStillExpected`: the occurrence in doubt is the one that the monitor expects. */
export type OccurrenceDoubtFact = MonitorStatus | 'isStillExpected'
/** `isUnheard`: no beat of the run came since the end of the outage. */
export type RunDoubtFact = 'isOpen' | 'isUnheard'

/** An occurrence stays in doubt until its finish comes or it is judged. */
export const OCCURRENCE_IN_DOUBT: Rule<OccurrenceDoubtFact> = all(any('new', 'up'), 'isStillExpected')
/** The end of a run stays in doubt until a beat of the run comes or it ends. */
export const RUN_IN_DOUBT: Rule<RunDoubtFact> = all('isOpen', 'isUnheard')

/** Whether what was in doubt after an outage is still in doubt. `run`: the run that it names. */
export function isStillInDoubt(
  { runId, expectedAt, away }: Pick<InDoubt, 'runId' | 'expectedAt' | 'away'>,
  { state, run }: { state: Pick<MonitorState, 'status' | 'expectedAt'>; run: Pick<Run, 'state' | 'lastBeatAt'> | null },
): boolean {
  if (runId === null) {
    return isTrue(OCCURRENCE_IN_DOUBT, (fact) =>
      fact === 'isStillExpected' ? state.expectedAt === expectedAt : state.status === fact,
    )
  }
  if (run === null) return false
  return isTrue(RUN_IN_DOUBT, (fact) => (fact === 'isOpen' ? run.state === 'running' : run.lastBeatAt < away.to))
}
