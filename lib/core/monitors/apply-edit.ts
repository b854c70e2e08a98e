import { areEqual } from '../are-equal'
import { restartMs } from '../beats/anonymous-run'
import { RESTART_MS } from '../beats/windows'
import { maxRuntimeMs } from '../runs/durations'
import { countLimitsFrom } from '../runs/limits'
import { dropStepLimits } from '../runs/step-limits'
import { nextOccurrence } from '../schedule'
import { isOverdue } from '../schedule/expectations'
import { forgetUsual } from '../schedule/usual'
import type { Instant, MonitorConfig, MonitorSnapshot, Outcome } from '../types'
import { attentionAt } from './deadlines'
import { changeRun, closeDraft, type Draft, openDraft, openRuns } from './draft'

/**
 * What a new configuration changes. Its deadlines count from `now`; nothing becomes due for a time
 * before the edit. `snapshot` must hold all open runs and, if either configuration has step limits,
 * their parts.
 */
export function applyEdit(snapshot: MonitorSnapshot, config: MonitorConfig, now: Instant): Outcome {
  const draft = openDraft(snapshot)
  if (!areEqual(snapshot.config, config)) {
    draft.config = config
    carryOverBrokenLimits(draft)
    if (maxRuntimeMs(snapshot.config) !== maxRuntimeMs(config)) resetDeadlines(draft)
    startOver(draft, now)
    expectAfterEdit(draft, now)
  }
  draft.state.attentionAt = attentionAt(draft)
  return closeDraft(draft)
}

/** Makes the limits of open runs count from `now` at the earliest. */
export function startOver(draft: Draft, now: Instant): void {
  const { state } = draft
  for (const open of openRuns(draft)) {
    const run = changeRun(draft, open)
    if (run.deadlineAt !== null) run.deadlineAt = Math.max(run.deadlineAt, now)
    countLimitsFrom(run, now)
  }
  dropStepLimits(draft, (deadline) => deadline < now)
  if (state.lostDeadlineAt !== null) state.lostDeadlineAt = Math.max(state.lostDeadlineAt, now)
}

function carryOverBrokenLimits(draft: Draft): void {
  const before = draft.before.config.stepLimits
  const after = draft.config.stepLimits
  if (areEqual(before, after)) return
  for (const open of openRuns(draft)) {
    const broken = open.brokenLimits.map((index) => before[index])
    const carried = [...after.keys()].filter((index) => broken.some((limit) => areEqual(limit, after[index])))
    if (!areEqual(carried, open.brokenLimits)) changeRun(draft, open).brokenLimits = carried
  }
}

function resetDeadlines(draft: Draft): void {
  const maxRuntime = maxRuntimeMs(draft.config)
  for (const open of openRuns(draft)) {
    if (open.startedAt === null) continue
    changeRun(draft, open).deadlineAt = maxRuntime === null ? null : open.startedAt + maxRuntime
  }
}

function expectAfterEdit(draft: Draft, now: Instant): void {
  const { state, config, before } = draft
  if (state.anonymousUntilAt !== null) {
    // With the new limits, more beats may belong to the run that ended last.
    state.anonymousUntilAt = Math.max(state.anonymousUntilAt, now + RESTART_MS, now + restartMs(config))
  }
  const hasNewSchedule = !areEqual(before.config.schedule, config.schedule)
  if (hasNewSchedule) forgetUsual(state)
  if (state.status === 'paused') return
  const hasNewLimit =
    before.config.graceSeconds !== config.graceSeconds || before.config.startBySeconds !== config.startBySeconds
  const isExpecting = state.expectedAt !== null
  const startsExpecting = config.expectFromCreation && !before.config.expectFromCreation
  if (before.config.expectFromCreation && !config.expectFromCreation && state.lastBeatAt === null) {
    state.startedForAt = null
    state.expectedAt = null
  } else if (hasNewSchedule && (isExpecting || state.lastBeatAt !== null)) {
    state.startedForAt = null
    state.expectedAt = nextOccurrence(config.schedule, now)
  } else if (!isExpecting && startsExpecting) {
    state.expectedAt = nextOccurrence(config.schedule, now)
  } else if (isExpecting && (hasNewLimit || (state.status !== 'down' && isOverdue(draft, now)))) {
    state.expectedAt = nextOccurrence(config.schedule, now)
  }
}
