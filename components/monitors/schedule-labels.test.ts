import { expect, it } from 'vitest'
import type { Schedule } from '@/lib/core/types'
import { scheduleLabels } from './schedule-labels'

it.each<[Schedule, string | null]>([
  [{ type: 'interval', seconds: 900 }, 'every 15 min'],
  [{ type: 'interval', seconds: 86_400 }, 'daily'],
  [{ type: 'interval', seconds: 172_800 }, 'every 2 days'],
  [{ type: 'cron', expression: '0 2 * * 1-5', timezone: 'UTC' }, 'at 02:00, Monday through Friday'],
  [{ type: 'cron', expression: '@daily', timezone: 'UTC' }, 'at 00:00'],
  [{ type: 'cron', expression: 'no cron at all', timezone: 'UTC' }, null],
  [{ type: 'oncalendar', expression: 'Mon..Fri 06:30', timezone: 'UTC' }, null],
  [{ type: 'none' }, 'no schedule'],
])('%o reads "%s"', (schedule, words) => {
  expect(scheduleLabels(schedule)).toBe(words)
})
