import { expect, expectTypeOf, test } from 'vitest'
import { aConfig } from '@/lib/core/test-kit'
import type { MonitorConfig } from '@/lib/core/types'
import { eventMonitorSchema } from './events-shapes'
import type { MonitorSettings } from './monitor-setting-shapes'
import { MONITOR_SETTINGS } from './monitor-settings'
import { SETTINGS } from './setting-names'

type Settings = typeof MONITOR_SETTINGS
type Judged = { [N in keyof Settings]: Settings[N] extends { isJudged: true } ? N : never }[keyof Settings]

test('the core decides by just those settings that say so, with the types that they have (checked by the compiler)', () => {
  expectTypeOf<Judged>().toEqualTypeOf<keyof MonitorConfig>()
  expectTypeOf<Pick<MonitorSettings, Judged>>().toExtend<MonitorConfig>()
  const judged = SETTINGS.filter(([, setting]) => 'isJudged' in setting).map(([name]): string => name)
  expect(judged.toSorted()).toEqual(Object.keys(aConfig()).toSorted())
})

test('alerts tell just those settings that may be seen there', () => {
  const told = Object.keys(eventMonitorSchema.shape).filter((name) => name in MONITOR_SETTINGS)
  const seen = SETTINGS.filter(([, { seenBy }]) => seenBy === 'alerts').map(([name]): string => name)
  expect(told.toSorted()).toEqual(seen.toSorted())
})

test('every setting says what it means in a sentence, and durations are named for their unit', () => {
  for (const [name, { help, title, kind }] of SETTINGS) {
    expect(help, name).toMatch(/^[A-Z].*\.$/)
    expect(title, name).not.toBe('')
    expect(name.endsWith('Seconds'), name).toBe(kind === 'duration')
  }
})
