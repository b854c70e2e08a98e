export { ConfigCache, type ConfigRow, type Gate, type MonitorRef, rowToConfig } from './configs'
export { loadOpenRuns, loadParts } from './load'
export { rowToPart, rowToRun, rowToState, STATE_COLUMNS, type StateRow } from './rows'
export {
  type Decision,
  isOneStatement,
  isStale,
  planDecisions,
  type Saved,
  saveDecisions,
  savePlan,
} from './save-decisions'
