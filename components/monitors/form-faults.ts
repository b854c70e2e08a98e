import { durationFault } from '@/components/forms/duration-fault'
import { formatNumber } from '@/components/ui/format-number'
import type { MonitorSetting } from '@/lib/contract/monitor-setting'
import { SETTINGS, type SettingName } from '@/lib/contract/setting-names'
import type { MonitorFormValues, ScheduleType } from './form-values'
import { saidOf } from './setting-said'

type Faults = Record<string, string>

/** What is wrong with numbers of the form, by field. What the form does not show is not judged. */
export function formFaults(values: MonitorFormValues): Faults {
  const faults: Faults = {}
  const every = { label: 'Every', least: 1, isOptional: false }
  const fault = values.scheduleType === 'interval' && durationFault(values.intervalSeconds, every)
  if (fault) faults.intervalSeconds = fault
  for (const [name, setting] of SETTINGS) {
    if (setting.needsSchedule && values.scheduleType === 'none') continue
    Object.assign(faults, faultsOf(name, setting, values))
  }
  return faults
}

function faultsOf(name: SettingName, setting: MonitorSetting, values: MonitorFormValues): Faults {
  if (setting.kind === 'stepLimits') return stepLimitFaults(values)
  const fault = faultOf(setting, values[name as keyof MonitorFormValues])
  return fault ? { [name]: fault } : {}
}

function faultOf(setting: MonitorSetting, value: unknown): string | null {
  const label = saidOf(setting).named
  if (setting.kind === 'duration') {
    return durationFault(value as number | null, { label, least: setting.least, isOptional: setting.default === null })
  }
  if (setting.kind !== 'count') return null
  if (value === '') return `${label} must be given.`
  const { least, most } = setting
  if (Number.isInteger(Number(value)) && Number(value) >= least && Number(value) <= most) return null
  return `${label} must be a whole number between ${formatNumber(least)} and ${formatNumber(most)}; got ${value}.`
}

function stepLimitFaults({ stepLimits }: MonitorFormValues): Faults {
  const faults: Faults = {}
  for (const [index, { withinSeconds }] of stepLimits.entries()) {
    const fault = durationFault(withinSeconds, { label: 'Within', least: 1, isOptional: false })
    if (fault) faults[`stepLimits.${index}.withinSeconds`] = fault
  }
  return faults
}

/** The form's field for a path that the server named. */
export function fieldOf(path: string, type: ScheduleType): string {
  if (path === 'schedule.seconds') return 'intervalSeconds'
  if (path === 'schedule.timezone') return 'timezone'
  if (path.startsWith('schedule'))
    return type === 'none' ? 'scheduleType' : type === 'interval' ? 'intervalSeconds' : type
  // Each step limit has fields of its own, any other list is one field.
  return path.startsWith('stepLimits') ? path : path.split('.')[0]!
}
