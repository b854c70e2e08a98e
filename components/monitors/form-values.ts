import { durationFault } from '@/components/forms/duration-fault'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import type { ScheduleInput } from '@/lib/contract/schedules'
import type { StepLimit } from '@/lib/core/types'

export type ScheduleType = ScheduleInput['type']

/** What the form of a monitor holds. What was typed for another type of schedule is kept while one tries them out. */
export interface MonitorFormValues {
  name: string
  family: string
  runbook: string
  scheduleType: ScheduleType
  intervalSeconds: number | null
  cron: string
  oncalendar: string
  timezone: string
  graceSeconds: number | null
  startBySeconds: number | null
  maxRuntimeSeconds: number | null
  silenceSeconds: number | null
  stallSeconds: number | null
  stepLimits: StepLimit[]
  failureTolerance: number | string
  recoveryThreshold: number | string
  steps: string[]
  endsOn: 'run' | 'shards' | 'steps'
  /** Null: as the kind of schedule suggests. */
  expectFromCreation: boolean | null
  partialIsFailure: boolean
  alertOnEveryFailure: boolean
  postOnly: boolean
  allowedAddresses: string[]
  channels: string[]
}

/** The form of a new monitor, in the viewer's zone. */
export function newFormValues(timezone: string, channels: string[]): MonitorFormValues {
  return {
    name: '',
    family: '',
    runbook: '',
    scheduleType: 'cron',
    intervalSeconds: 86_400,
    cron: '0 2 * * *',
    oncalendar: '*-*-* 02:00:00',
    timezone,
    graceSeconds: 600,
    startBySeconds: null,
    maxRuntimeSeconds: null,
    silenceSeconds: null,
    stallSeconds: null,
    stepLimits: [],
    failureTolerance: 1,
    recoveryThreshold: 1,
    steps: [],
    endsOn: 'run',
    expectFromCreation: null,
    partialIsFailure: true,
    alertOnEveryFailure: false,
    postOnly: false,
    allowedAddresses: [],
    channels,
  }
}

/** The form of a monitor that is there. */
export function formValuesOf(monitor: MonitorView, viewerZone: string): MonitorFormValues {
  const { schedule } = monitor
  const defaults = newFormValues(viewerZone, [])
  return {
    ...defaults,
    name: monitor.name,
    family: monitor.family ?? '',
    runbook: monitor.runbook ?? '',
    scheduleType: schedule.type,
    intervalSeconds: schedule.type === 'interval' ? schedule.seconds : defaults.intervalSeconds,
    cron: schedule.type === 'cron' ? schedule.expression : defaults.cron,
    oncalendar: schedule.type === 'oncalendar' ? schedule.expression : defaults.oncalendar,
    timezone: 'timezone' in schedule ? schedule.timezone : viewerZone,
    graceSeconds: monitor.graceSeconds,
    startBySeconds: monitor.startBySeconds,
    maxRuntimeSeconds: monitor.maxRuntimeSeconds,
    silenceSeconds: monitor.silenceSeconds,
    stallSeconds: monitor.stallSeconds,
    stepLimits: monitor.stepLimits,
    failureTolerance: monitor.failureTolerance,
    recoveryThreshold: monitor.recoveryThreshold,
    steps: monitor.steps,
    endsOn: monitor.endsOn,
    expectFromCreation: monitor.expectFromCreation,
    partialIsFailure: monitor.partialIsFailure,
    alertOnEveryFailure: monitor.alertOnEveryFailure,
    postOnly: monitor.postOnly,
    allowedAddresses: monitor.allowedAddresses,
    channels: monitor.channels,
  }
}

/** The schedule that the form says at present; the server judges it. */
export function scheduleOf(values: MonitorFormValues): ScheduleInput {
  const { scheduleType: type, timezone } = values
  if (type === 'interval') return { type, seconds: values.intervalSeconds ?? 0 }
  if (type === 'cron') return { type, expression: values.cron, timezone }
  if (type === 'oncalendar') return { type, expression: values.oncalendar, timezone }
  return { type: 'none' }
}

/** Whether a finish is expected before the first call: with fixed times, unless somebody said otherwise. */
export function expectsFromCreation({ scheduleType, expectFromCreation }: MonitorFormValues): boolean {
  if (scheduleType === 'none') return false
  return expectFromCreation ?? scheduleType !== 'interval'
}

/** What the form asks for. */
export function inputOf(values: MonitorFormValues): CreateMonitorInput {
  return {
    name: values.name,
    family: values.family.trim() || null,
    runbook: values.runbook.trim() || null,
    schedule: scheduleOf(values),
    graceSeconds: values.graceSeconds ?? 0,
    startBySeconds: values.startBySeconds,
    maxRuntimeSeconds: values.maxRuntimeSeconds,
    silenceSeconds: values.silenceSeconds,
    stallSeconds: values.stallSeconds,
    stepLimits: values.stepLimits.map((limit) => ({ ...limit, ofStep: limit.ofStep || null })),
    failureTolerance: Number(values.failureTolerance),
    recoveryThreshold: Number(values.recoveryThreshold),
    steps: values.steps,
    endsOn: values.endsOn,
    expectFromCreation: expectsFromCreation(values),
    partialIsFailure: values.partialIsFailure,
    alertOnEveryFailure: values.alertOnEveryFailure,
    postOnly: values.postOnly,
    allowedAddresses: values.allowedAddresses,
    channels: values.channels,
  }
}

const DURATIONS = [
  ['intervalSeconds', { label: 'Every', least: 1, isOptional: false }],
  ['graceSeconds', { label: 'Grace', least: 0, isOptional: false }],
  ['maxRuntimeSeconds', { label: 'Max runtime', least: 1, isOptional: true }],
  ['silenceSeconds', { label: 'Silence', least: 1, isOptional: true }],
  ['stallSeconds', { label: 'Stall', least: 1, isOptional: true }],
  ['startBySeconds', { label: 'Start by', least: 1, isOptional: true }],
] as const

const COUNTS = [
  ['failureTolerance', 'Failures in a row'],
  ['recoveryThreshold', 'Successes in a row'],
] as const

/** What is wrong with numbers of the form, by field. What the form does not show is not judged. */
export function formFaults(values: MonitorFormValues): Record<string, string> {
  const faults: Record<string, string> = {}
  const { scheduleType } = values
  for (const [field, rule] of DURATIONS) {
    const isShown = field === 'intervalSeconds' ? scheduleType === 'interval' : true
    const isOfSchedule = field === 'graceSeconds' || field === 'startBySeconds'
    if (!isShown || (isOfSchedule && scheduleType === 'none')) continue
    const fault = durationFault(values[field], rule)
    if (fault) faults[field] = fault
  }
  for (const [index, { withinSeconds }] of values.stepLimits.entries()) {
    const fault = durationFault(withinSeconds, { label: 'Within', least: 1, isOptional: false })
    if (fault) faults[`stepLimits.${index}.withinSeconds`] = fault
  }
  for (const [field, label] of COUNTS) {
    const value = values[field]
    if (value === '') faults[field] = `${label} must be given.`
    else if (!Number.isInteger(Number(value)) || Number(value) < 1 || Number(value) > 1000)
      faults[field] = `${label} must be a whole number between 1 and 1,000; got ${value}.`
  }
  return faults
}

/** The form's field for a path that the server named. */
export function fieldOf(path: string, type: ScheduleType): string {
  if (path === 'schedule.seconds') return 'intervalSeconds'
  if (path === 'schedule.timezone') return 'timezone'
  if (path.startsWith('schedule'))
    return type === 'none' ? 'scheduleType' : type === 'interval' ? 'intervalSeconds' : type
  if (path.startsWith('allowedAddresses')) return 'allowedAddresses'
  if (path.startsWith('steps')) return 'steps'
  return path.startsWith('channels') ? 'channels' : path
}
