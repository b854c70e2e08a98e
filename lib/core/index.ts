export { applyBeat } from './beats/apply-beat'
export { alertsOf, unjudgedRun } from './monitors/alerts'
export { applyEdit } from './monitors/apply-edit'
export { applyPause } from './monitors/apply-pause'
export { applyResume } from './monitors/apply-resume'
export { applyTick } from './monitors/apply-tick'
export { newMonitorState, stateAtCreation } from './monitors/new-monitor-state'
export { type Episode, episodesOf, OUTAGE_AFTER_MS } from './outages/deaf'
export { blankRun } from './runs/blank-run'
export { declaredName } from './runs/declared-steps'
export { MAX_OPEN_RUNS } from './runs/max-open-runs'
export * from './schedule'
export { waitsSince } from './schedule/expectations'
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
