import { SETTINGS, type SettingName } from '@/lib/contract/setting-names'
import { columnOf } from './column-of'

/** Where settings of a monitor are kept in `monitor`: each in the column of its name. Channels are rows of `monitor_channel`. */
export const SETTING_COLUMNS: readonly { name: SettingName; column: string; isJson: boolean; isJudged: boolean }[] =
  SETTINGS.filter(([, { kind }]) => kind !== 'channels').map(([name, { kind, isJudged = false }]) => ({
    name,
    column: columnOf(name),
    isJson: kind === 'schedule' || kind === 'stepLimits',
    isJudged,
  }))
