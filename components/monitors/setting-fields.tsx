import type { MonitorSetting, SettingKind } from '@/lib/contract/monitor-setting'
import { SETTINGS } from '@/lib/contract/setting-names'
import classes from './monitor-form.module.css'
import { SettingControl, type Suggestions } from './setting-control'
import type { MonitorFormState } from './use-monitor-form'

const NUMBERS: ReadonlySet<SettingKind> = new Set(['duration', 'count'])

interface Props {
  form: MonitorFormState
  group: MonitorSetting['group']
  suggestions?: Suggestions
  /** Stands beside the numbers of the group. */
  children?: React.ReactNode
}

const NONE: Suggestions = {}

/** The settings of a group in the order of the list, the numbers first and side by side. */
export function SettingFields({ form, group, suggestions = NONE, children }: Props) {
  const isScheduled = form.values.scheduleType !== 'none'
  const shown = SETTINGS.filter(([, setting]) => setting.group === group && (isScheduled || !setting.needsSchedule))
  const control = ([name, setting]: (typeof SETTINGS)[number]) => (
    <SettingControl key={name} form={form} name={name} setting={setting} suggestions={suggestions} />
  )
  const numbers = shown.filter(([, { kind }]) => NUMBERS.has(kind))
  return (
    <>
      {(children || numbers.length > 0) && (
        <div className={classes.pair}>
          {children}
          {numbers.map(control)}
        </div>
      )}
      {shown.filter(([, { kind }]) => !NUMBERS.has(kind)).map(control)}
    </>
  )
}

/** A group with its heading. */
export function SettingGroup({ legend, isQuiet, ...props }: Props & { legend: string; isQuiet?: boolean }) {
  return (
    <fieldset className={classes.part}>
      <legend className={isQuiet ? 'sr' : undefined}>{legend}</legend>
      <SettingFields {...props} />
    </fieldset>
  )
}
