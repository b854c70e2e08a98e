import type { MonitorSetting } from '@/lib/contract/monitor-setting'
import type { MONITOR_SETTINGS } from '@/lib/contract/monitor-settings'
import type { MonitorView } from '@/lib/contract/monitor-view'
import type { CreateMonitorInput } from '@/lib/contract/monitors'
import type { ScheduleInput } from '@/lib/contract/schedules'
import { SETTINGS, type SettingName } from '@/lib/contract/setting-names'
import type { StepLimit } from '@/lib/core/types'

export type ScheduleType = ScheduleInput['type']

/** What the form holds of a setting, by kind. */
interface FormKinds {
  text: string
  duration: number | null
  count: number | string
  switch: boolean
  steps: string[]
  tags: string[]
  addresses: string[]
  stepLimits: StepLimit[]
  channels: string[]
}

type FormValue<S> = S extends { kind: 'choice'; options: infer O }
  ? keyof O & string
  : S extends { kind: infer K extends keyof FormKinds }
    ? FormKinds[K]
    : never
type FormSettings = { [N in SettingName]: FormValue<(typeof MONITOR_SETTINGS)[N]> }

/** What the form of a monitor holds. What was typed for another type of schedule is kept while one tries them out. */
export interface MonitorFormValues extends Omit<FormSettings, 'schedule' | 'expectFromCreation'> {
  scheduleType: ScheduleType
  intervalSeconds: number | null
  cron: string
  oncalendar: string
  timezone: string
  /** Null: as the kind of schedule suggests. */
  expectFromCreation: boolean | null
}

const FORM_SETTINGS = SETTINGS.filter(([, { kind }]) => kind !== 'schedule')

/** The settings in the form, each as `value` says. */
function eachSetting(value: (name: SettingName, setting: MonitorSetting) => unknown): FormSettings {
  return Object.fromEntries(FORM_SETTINGS.map(([name, setting]) => [name, value(name, setting)])) as FormSettings
}

/** The form of a new monitor, in the viewer's zone. */
export function newFormValues(timezone: string, channels: string[]): MonitorFormValues {
  return {
    scheduleType: 'cron',
    intervalSeconds: 86_400,
    cron: '0 2 * * *',
    oncalendar: '*-*-* 02:00:00',
    timezone,
    ...eachSetting((_, setting) => firstValue(setting)),
    channels,
  }
}

function firstValue({ kind, form, ...setting }: MonitorSetting): unknown {
  if (form?.default !== undefined) return form.default
  return kind === 'text' ? (setting.default ?? '') : setting.default
}

/** The form of a monitor that is there. */
export function formValuesOf(monitor: MonitorView, viewerZone: string): MonitorFormValues {
  const { schedule } = monitor
  const defaults = newFormValues(viewerZone, [])
  return {
    scheduleType: schedule.type,
    intervalSeconds: schedule.type === 'interval' ? schedule.seconds : defaults.intervalSeconds,
    cron: schedule.type === 'cron' ? schedule.expression : defaults.cron,
    oncalendar: schedule.type === 'oncalendar' ? schedule.expression : defaults.oncalendar,
    timezone: 'timezone' in schedule ? schedule.timezone : viewerZone,
    ...eachSetting((name, { kind }) => (kind === 'text' ? (monitor[name] ?? '') : monitor[name])),
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
  const shown = { ...values, expectFromCreation: expectsFromCreation(values) }
  const settings = eachSetting((name, setting) => askedValue(setting, shown[name as keyof typeof shown]))
  // The server reads it by the list, and says what it does not take.
  return { ...settings, schedule: scheduleOf(values) } as CreateMonitorInput
}

function askedValue({ kind, default: given }: MonitorSetting, value: unknown): unknown {
  switch (kind) {
    case 'text':
      return given === null ? (value as string).trim() || null : value
    case 'duration':
      return given === null ? value : (value ?? 0)
    case 'count':
      return Number(value)
    case 'stepLimits':
      return (value as StepLimit[]).map((limit) => ({ ...limit, ofStep: limit.ofStep || null }))
    default:
      return value
  }
}
