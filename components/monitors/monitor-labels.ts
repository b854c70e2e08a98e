import { reasonLabels } from '@/components/alerts/reason-labels'
import { awayLabels, inDoubtLabels } from '@/components/time/away-labels'
import { formatAge, formatDuration } from '@/components/time/format-duration'
import { formatInstant } from '@/components/time/format-instant'
import { formatPercent } from '@/components/ui/format-number'
import type { State } from '@/components/ui/state'
import { assertNever } from '@/lib/base/assert-never'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { RunSummary } from '@/lib/contract/runs'

export type MonitorInLabels = Pick<
  MonitorView,
  | 'shown'
  | 'since'
  | 'expectedAt'
  | 'deadlineAt'
  | 'lastBeatAt'
  | 'lastSuccessAt'
  | 'downReason'
  | 'downPart'
  | 'downMessage'
  | 'maxRuntimeSeconds'
  | 'schedule'
> &
  Partial<Pick<MonitorView, 'downAway' | 'inDoubt'>> & {
    latestRun?: Pick<RunSummary, 'shown' | 'state' | 'fraction' | 'startedAt'> | null
  }

/** One line that says whether a monitor needs attention, and why. */
export function monitorLabels(monitor: MonitorInLabels, clock: { now: number; zone: string }): string {
  const words = statusWords(monitor, clock)
  if (monitor.inDoubt) return `${words}; ${inDoubtLabels(monitor.inDoubt, clock)}`
  return monitor.downAway ? `${words}; ${awayLabels(monitor.downAway, clock)}` : words
}

function statusWords(monitor: MonitorInLabels, { now, zone }: { now: number; zone: string }): string {
  const at = (instant: string) => formatInstant(Date.parse(instant), { now, zone })
  switch (monitor.shown) {
    case 'new':
      return newWords(monitor)
    case 'paused':
      return `paused since ${at(monitor.since)}`
    case 'up':
      return monitor.schedule.type === 'none' ? 'up' : 'on time'
    case 'late':
      return lateWords(monitor, now)
    case 'running':
      return runningWords(monitor, now)
    case 'down':
      return [
        `down since ${at(monitor.since)}`,
        monitor.downReason &&
          reasonLabels(monitor.downReason, {
            part: monitor.downPart,
            message: monitor.downMessage,
            maxRuntimeSeconds: monitor.maxRuntimeSeconds,
          }),
        monitor.lastBeatAt === null
          ? 'no beat ever'
          : isSilence(monitor.downReason) && `silent since ${at(monitor.lastBeatAt)}`,
      ]
        .filter(Boolean)
        .join(', ')
    default:
      return assertNever(monitor.shown)
  }
}

function newWords({ lastBeatAt, lastSuccessAt }: MonitorInLabels): string {
  if (lastBeatAt === null) return 'waiting for its first beat'
  return lastSuccessAt === null ? 'waiting for its first finish' : 'resumed, waiting for its next finish'
}

/** The state of a monitor's mark: that of its stalled or silent run, if it is running. */
export function monitorState({ shown, latestRun }: MonitorInLabels): State {
  const isInTrouble = latestRun?.shown === 'stalled' || latestRun?.shown === 'silent'
  return shown === 'running' && latestRun && isInTrouble ? latestRun.shown : shown
}

function isSilence(reason: string | null): boolean {
  return reason === 'missed' || reason === 'not_started' || reason === 'silent'
}

function lateWords({ expectedAt, deadlineAt }: MonitorInLabels, now: number): string {
  if (expectedAt === null) return 'late'
  const late = `late by ${formatAge((now - Date.parse(expectedAt)) / 1000)}`
  const left = deadlineAt === null ? 0 : (Date.parse(deadlineAt) - now) / 1000
  return left > 0 ? `${late}, ${formatAge(left)} of grace left` : late
}

function runningWords({ latestRun }: MonitorInLabels, now: number): string {
  if (latestRun?.state !== 'running') return 'running'
  if (latestRun.shown === 'silent') return 'running, but silent'
  if (latestRun.shown === 'stalled') {
    return latestRun.fraction === null ? 'stalled' : `stalled at ${formatPercent(latestRun.fraction)}`
  }
  if (latestRun.fraction !== null) return `running, ${formatPercent(latestRun.fraction)}`
  if (latestRun.startedAt === null) return 'running'
  const seconds = Math.max(0, Math.floor((now - Date.parse(latestRun.startedAt)) / 1000))
  return `running for ${seconds < 60 ? `${seconds} s` : formatDuration(seconds)}`
}
