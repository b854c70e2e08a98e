export { applyBeat } from './apply-beat'
export { applyEdit } from './apply-edit'
export { applyPause } from './apply-pause'
export { applyResume } from './apply-resume'
export { applyTick } from './apply-tick'
export { blankRun } from './blank-run'
export { type Episode, episodesOf } from './deaf'
export { declaredName } from './declared-steps'
export { newMonitorState, stateAtCreation } from './new-monitor-state'
export * from './schedule'
export * from './types'
export { type HourGains, type Numbers, type NumbersInput, numbersOf } from './views/numbers'
export {
  deriveRunState,
  type RunStateView,
  type ShownPart,
  type ShownRun,
  shownPart,
  shownRun,
} from './views/run-state'
export { type Tally, tallyParts } from './views/tally'
export { waitsSince } from './waits-since'
