import type { MonitorSetting } from '@/lib/contract/monitor-setting'

/** What the form says of a setting: beside its control, and, `named`, where something is wrong with it. */
export function saidOf({ title, help, form }: MonitorSetting) {
  const label = form?.label ?? title
  return { label, description: form?.help === null ? undefined : (form?.help ?? help), named: form?.named ?? label }
}
