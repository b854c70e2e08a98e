export { alertsOf, unjudgedRun } from './alerts'
export { applyBeat } from './apply-beat'
export { applyEdit } from './apply-edit'
export { applyPause } from './apply-pause'
export { applyResume } from './apply-resume'
export { applyTick } from './apply-tick'
export { blankRun } from './blank-run'
export { type Episode, episodesOf, OUTAGE_AFTER_MS } from './deaf'
export { declaredName } from './declared-steps'
export { MAX_OPEN_RUNS } from './max-open-runs'
export { newMonitorState, stateAtCreation } from './new-monitor-state'
export * from './schedule'
export * from './types'
export { type HourFacts, hourGainsOf, sumHourGains } from './views/hour-gains'
export { type Numbers, numbersOf } from './views/numbers'
export type { HourGains } from './views/numbers-input'
export {
  deriveRunState,
  type ShownRun,
  shownPart,
  shownRun,
} from './views/run-state'
export {
  type MonitorFact,
  RANK_RULES,
  SHOWN_RULES,
  type StateFact,
  shownDeadline,
  shownStatus,
  TROUBLES,
} from './views/shown-status'
export { type Tally, tallyParts } from './views/tally'
export { waitsSince } from './waits-since'
