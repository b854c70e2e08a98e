import { assertNever } from '@/lib/base/assert-never'
import { LONGEST_SECONDS } from './fields'
import type { MonitorSetting } from './monitor-setting'
import { SETTINGS } from './setting-names'

/** The settings of a monitor as a table in Markdown, and who sees them. */
export function settingsTable(): string {
  const rows = SETTINGS.map(([name, setting]) => [
    `\`${name}\``,
    meaning(setting),
    bounds(setting),
    unlessTold(setting),
  ])
  const table = [['field', 'meaning', 'may be', 'unless told'], ['---', '---', '---', '---'], ...rows]
  const inAlerts = SETTINGS.filter(([, { seenBy }]) => seenBy === 'alerts').map(([name]) => `\`${name}\``)
  const lines = table.map((cells) => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}\n\nEverybody who may read a monitor sees all of them. Alerts show ${inAlerts.join(', ')}.`
}

function meaning({ help, more, ...setting }: MonitorSetting): string {
  const options =
    setting.kind === 'choice' ? Object.entries(setting.options).map(([value, words]) => `\`${value}\`: ${words}`) : []
  return [help, more, options.length > 0 ? `${options.join('; ')}.` : undefined].filter(Boolean).join(' ')
}

const plain = (number: number) => number.toLocaleString('en')

function bounds(setting: MonitorSetting): string {
  switch (setting.kind) {
    case 'text':
      return `1–${plain(setting.max)} characters`
    case 'duration':
      return `${setting.least}–${plain(LONGEST_SECONDS)} ${setting.unit}`
    case 'count':
      return `${setting.least}–${plain(setting.most)}`
    case 'switch':
      return 'true, false'
    case 'choice':
      return Object.keys(setting.options)
        .map((value) => `\`${value}\``)
        .join(', ')
    case 'steps':
    case 'tags':
      return `up to ${setting.most}, each of 1–${setting.max} characters`
    case 'addresses':
    case 'stepLimits':
    case 'channels':
      return `up to ${setting.most}`
    case 'schedule':
      return 'one of four types'
    default:
      return assertNever(setting)
  }
}

function unlessTold(setting: MonitorSetting): string {
  const { kind, default: given } = setting
  if (kind === 'channels') return 'the default channel of the workspace, if it has one'
  if (given === undefined) return 'has to be given'
  if (kind === 'duration' && given === null) {
    return setting.withoutSchedule ? `off; ${setting.withoutSchedule} for schedule \`none\`` : 'off'
  }
  return given === null || (Array.isArray(given) && given.length === 0) ? 'none' : `\`${given}\``
}
