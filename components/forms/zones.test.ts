import { expect, it } from 'vitest'
import { isZone } from '@/components/time/format-instant'
import { matchesZone, zoneNames } from './zones'

it('offers zones by their present names, also if the runtime lists older ones', () => {
  for (const name of ['Asia/Kolkata', 'Europe/Kyiv', 'America/New_York', 'UTC']) expect(zoneNames()).toContain(name)
  expect(zoneNames('Etc/GMT+3')).toContain('Etc/GMT+3')
  expect(zoneNames().every(isZone)).toBe(true)
})

it('finds a zone by words, and detects an unknown one', () => {
  expect(matchesZone('America/New_York', 'new york')).toBe(true)
  expect(matchesZone('Asia/Kolkata', 'KOLKATA')).toBe(true)
  expect(matchesZone('Europe/Berlin', 'kolkata')).toBe(false)
  expect(isZone('Kolkata')).toBe(false)
})
