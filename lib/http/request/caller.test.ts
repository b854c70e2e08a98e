import { afterEach, beforeAll, expect, test } from 'vitest'
import { HOSTILE } from '@/lib/base/testing/hostile-strings'
import { provideSettings } from '@/lib/settings/process-settings'
import { liveSettings } from '@/lib/settings/testing/live-settings'
import { callerOf } from './caller'

beforeAll(() => provideSettings(liveSettings))

afterEach(() => {
  delete process.env.LUBDUB_PLACE_HEADER
  delete process.env.LUBDUB_TRUST_PROXY
  delete process.env.LUBDUB_BEHIND_INGEST
})

/** As headers arrive: bytes, each as one character. */
const came = (headers: Record<string, string>) => ({
  get: (name: string) => {
    const value = headers[name.toLowerCase()]
    return value === undefined ? null : Buffer.from(value).toString('latin1')
  },
})

const placeOf = (place: string) => callerOf(came({ 'x-place': place, 'x-forwarded-for': '198.51.100.7' })).place

function trust(header = 'X-Place') {
  process.env.LUBDUB_TRUST_PROXY = '1'
  process.env.LUBDUB_PLACE_HEADER = header
}

test('the address is the last one, which the nearest proxy added', () => {
  expect(callerOf(came({ 'x-forwarded-for': '198.51.100.7' })).ip).toBe(null)
  process.env.LUBDUB_BEHIND_INGEST = '1'
  expect(callerOf(came({ 'x-forwarded-for': '6.6.6.6, 198.51.100.7:4711' })).ip).toBe('198.51.100.7')
  expect(callerOf(came({ 'x-forwarded-for': '6.6.6.6, 198.51.100.7' })).ip).toBe('198.51.100.7')
})

test('a place is read from the header in the settings, and only when its proxy is trusted', () => {
  expect(placeOf('DE')).toBe(null)
  process.env.LUBDUB_PLACE_HEADER = 'X-Place'
  expect(placeOf('DE')).toBe(null)
  trust()
  expect(placeOf('DE')).toBe('DE')
  expect(placeOf('')).toBe(null)
  trust('X-Other')
  expect(placeOf('DE')).toBe(null)
})

test('an invalid header name gives no place and no error', () => {
  trust('X Place:')
  expect(callerOf(new Headers({ 'x-forwarded-for': '198.51.100.7' })).place).toBe(null)
})

test('a city keeps its letters', () => {
  trust()
  expect(placeOf('São Paulo')).toBe('São Paulo')
  expect(callerOf(new Headers({ 'x-place': 'S\xe3o Paulo' })).place).toBe('São Paulo')
})

test('a place is one line of at most 60 visible characters', () => {
  trust()
  expect(placeOf('x'.repeat(500))).toHaveLength(60)
  expect([...placeOf('🏝'.repeat(500))!]).toHaveLength(60)
  for (const { text } of HOSTILE) {
    const place = placeOf(text) ?? ''
    expect([...place].length).toBeLessThanOrEqual(60)
    expect(place).toBe(place.toWellFormed())
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(place).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  }
})
