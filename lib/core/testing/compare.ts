import { areEqual } from '../are-equal'
import type { MonitorState, Outcome, Part, Run } from '../types'
import type { ModelPart, ModelRun } from './reference-data'
import type { ReferenceMonitor } from './reference-model'
import type { SystemUnderTest } from './system-under-test'

/** The values that the core and the model have for one thing, field by field. */
type Same<T> = { [K in keyof T]: unknown }

function alike(a: unknown, b: unknown): boolean {
  return a === b || areEqual(a, b)
}

function differences<T extends object>(what: string, real: T | undefined, model: Same<Partial<T>>): string[] {
  const lines: string[] = []
  for (const name in model) {
    if (alike(real?.[name], model[name])) continue
    lines.push(`${what}.${name}: core ${JSON.stringify(real?.[name])}, model ${JSON.stringify(model[name])}`)
  }
  return lines
}

function stateOf(model: ReferenceMonitor): Same<Partial<MonitorState>> {
  const { status, seq, expectedAt, startedForAt, lastBeatAt, lastSuccessAt, failuresInRow, successesInRow } = model
  const { lostRunId, runsDropped, usualFinishes, usualDurations } = model
  const { lostDeadlineAt, flipVersion, downSinceAt, outageSeq, failedRunStartedAt } = model
  const counts = { failuresInRow, successesInRow, flipVersion, openRunCount: model.openRuns.length }
  const instants = { expectedAt, startedForAt, lastBeatAt, lastSuccessAt, lostDeadlineAt, downSinceAt }
  // Has no meaning while there are no failures.
  const lost = lostDeadlineAt === null ? {} : { lostRunId }
  const usual = { usualFinishes, usualDurations }
  return {
    status,
    seq,
    outageSeq,
    runsDropped,
    ...lost,
    ...counts,
    ...usual,
    ...instants,
    ...(failuresInRow > 0 ? { failedRunStartedAt } : {}),
  }
}

// The limits of an ended run no longer matter.
const OF_OPEN_RUNS = new Set(['silentFromAt', 'silentAt', 'stalledFromAt', 'stalledAt', 'deadlineAt', 'brokenLimits'])

function runDifferences(model: ReferenceMonitor, run: ModelRun, real: Run | undefined): string[] {
  const lines: string[] = []
  const compare = (name: string, a: unknown, b: unknown) => {
    if (!alike(a, b)) lines.push(`run ${run.id}.${name}: core ${JSON.stringify(a)}, model ${JSON.stringify(b)}`)
  }
  const isOpen = run.state === 'running'
  for (const name in run) {
    const field = name as keyof ModelRun
    if (field !== 'brokenLimits' && (isOpen || !OF_OPEN_RUNS.has(field))) compare(field, real?.[field], run[field])
  }
  if (isOpen) compare('brokenLimits', real?.brokenLimits.toSorted(), run.brokenLimits.toSorted())
  compare('shardsSucceeded', real?.shardsSucceeded, model.shardsIn(run, '', 'succeeded'))
  compare('shardsFailed', real?.shardsFailed, model.shardsIn(run, '', 'failed'))
  compare('partCount', real?.partCount, model.partsOf(run).length)
  compare('partsFailed', real?.partsFailed, model.partsFailed(run))
  return lines
}

function partOf(model: ReferenceMonitor, part: ModelPart): Same<Part> {
  if (part.shard !== '') return { ...part, shardsSucceeded: 0, shardsFailed: 0 }
  const count = (state: 'succeeded' | 'failed') => model.shardsIn({ id: part.runId }, part.step, state)
  return { ...part, shardsSucceeded: count('succeeded'), shardsFailed: count('failed') }
}

/** Every difference between the core and the model after a command, one line each; none when they agree. */
export function disagreements(systemUnderTest: SystemUnderTest, model: ReferenceMonitor, outcome: Outcome): string[] {
  const lines = differences('state', systemUnderTest.state, stateOf(model))
  for (const run of model.runs) lines.push(...runDifferences(model, run, systemUnderTest.runs.get(run.id)))
  for (const part of model.parts) {
    lines.push(
      ...differences(`part ${part.runId} ${part.step}/${part.shard}`, systemUnderTest.part(part), partOf(model, part)),
    )
  }
  if (systemUnderTest.runs.size !== model.runs.length)
    lines.push(`${systemUnderTest.runs.size} runs, model ${model.runs.length}`)
  if (systemUnderTest.parts.size !== model.parts.length)
    lines.push(`${systemUnderTest.parts.size} parts, model ${model.parts.length}`)
  lines.push(...differences('outcome', outcome, reported(model)))
  return lines
}

/** What the model has reported since the last call. */
function reported(model: ReferenceMonitor): Same<Pick<Outcome, 'flips' | 'notices' | 'unjudged' | 'inDoubt'>> {
  const { flips, notices, unjudged, inDoubt } = model
  model.flips = []
  model.notices = []
  model.unjudged = []
  model.inDoubt = []
  return { flips, notices, unjudged, inDoubt }
}
