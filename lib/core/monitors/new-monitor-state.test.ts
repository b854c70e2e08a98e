import { expect, it } from 'vitest'
import { aConfig, NOW } from '../test-kit'
import type { MonitorConfig } from '../types'
import { newMonitorState, stateAtCreation } from './new-monitor-state'

const CRON: Partial<MonitorConfig> = { schedule: { type: 'cron', expression: '0 * * * *', timezone: 'UTC' } }

it.each<[string, Partial<MonitorConfig>, number | null, number | null]>([
  ['expects nothing before its first beat', {}, null, null],
  ['expects one interval later', { expectFromCreation: true }, NOW + 60_000, NOW + 90_000],
  ['expects its next occurrence', { expectFromCreation: true, ...CRON }, 3_600_000, 3_630_000],
  [
    'is looked at when the start is late, if one is expected',
    { expectFromCreation: true, startBySeconds: 5 },
    NOW + 60_000,
    NOW + 65_000,
  ],
  ['without a schedule expects nothing', { expectFromCreation: true, schedule: { type: 'none' } }, null, null],
])('a monitor that is created %s', (_, config, expectedAt, attentionAt) => {
  expect(stateAtCreation(aConfig(config), NOW)).toEqual({ ...newMonitorState(), expectedAt, attentionAt })
})
