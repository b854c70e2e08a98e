import type { MonitorSetting, SettingKind } from './monitor-setting'
import { MONITOR_SETTINGS } from './monitor-settings'

export type SettingName = keyof typeof MONITOR_SETTINGS

/** The names of the settings of a kind. */
export type NameOfKind<K extends SettingKind> = {
  [N in SettingName]: (typeof MONITOR_SETTINGS)[N] extends { kind: K } ? N : never
}[SettingName]

/** Every setting of a monitor with its name, in the order of the list. */
export const SETTINGS = Object.entries(MONITOR_SETTINGS) as readonly (readonly [SettingName, MonitorSetting])[]

/** The settings of something that has more besides: what a view shows of a monitor, and what the audit log keeps of it. */
export function pickSettings<T extends Record<SettingName, unknown>>(from: T): Pick<T, SettingName> {
  return Object.fromEntries(SETTINGS.map(([name]) => [name, from[name]])) as Pick<T, SettingName>
}
