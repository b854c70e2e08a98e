import { MAX_OPEN_RUNS } from '../runs/max-open-runs'

/** The warnings in the answer to a beat, after "ok". */
export const warnings = {
  alreadyRunning: 'this run is already running; the start changed nothing',
  alreadyEnded: 'this run has already ended',
  lateStart: 'the finish of this run came before its start; nothing was opened',
  olderAttempt: 'a later attempt of this run is known; nothing was opened',
  olderRunFinished: 'an older run finished; the failure remains',
  overlap: 'the open run without a run key was given up as lost; use run keys for runs that overlap',
  supersededAttempt: 'an earlier attempt of this run was still open and was given up as lost',
  tooManyNewRuns: 'too many runs of this monitor began today; no run was created for this call',
  tooManyParts: 'this run has too many steps and shards; this one was not created',
  undeclaredStep: 'the monitor declares no such step; it was recorded anyway',
  tooManyOpenRuns: `more than ${MAX_OPEN_RUNS} runs are open; the oldest was given up as lost`,
} as const
