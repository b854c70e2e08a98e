import { describe, expect, it } from 'vitest'
import { getZone } from './zone'

const HOUR = 3_600_000
const utc = (text: string) => Date.parse(`${text}Z`)
const show = (at: number) => new Date(at).toISOString().slice(0, 16)

describe('a zone', () => {
  it.each([
    ['UTC', '2026-07-01T00:00', '2026-01-01T00:00', '2027-01-01T00:00', 0, 0],
    ['Europe/Berlin', '2026-02-01T00:00', '2026-01-01T00:00', '2026-03-29T01:00', 1, 1],
    ['Europe/Berlin', '2026-03-29T00:59', '2026-01-01T00:00', '2026-03-29T01:00', 1, 1],
    ['Europe/Berlin', '2026-03-29T01:00', '2026-03-29T01:00', '2026-10-25T01:00', 2, 1],
    ['Europe/Berlin', '2026-10-25T01:00', '2026-10-25T01:00', '2027-01-01T00:00', 1, 2],
    ['Asia/Kolkata', '2026-05-05T00:00', '2026-01-01T00:00', '2027-01-01T00:00', 5.5, 5.5],
    ['America/New_York', '2026-12-31T23:59', '2026-11-01T06:00', '2027-01-01T00:00', -5, -4],
    // Their changes around Ramadan are the closest of all zones.
    ['Africa/Casablanca', '2026-03-01T00:00', '2026-02-15T02:00', '2026-03-22T02:00', 0, 1],
    ['Africa/Casablanca', '2026-03-22T02:00', '2026-03-22T02:00', '2027-01-01T00:00', 1, 0],
    ['Pacific/Apia', '2011-12-30T10:00', '2011-12-30T10:00', '2012-01-01T00:00', 14, -10],
  ])('%s has at %s one offset, from %s to %s', (name, at, from, to, offset, before) => {
    const segment = getZone(name)!.segmentAt(utc(at))
    expect([show(segment.startAt), show(segment.endAt)]).toEqual([from, to])
    expect([segment.offset / HOUR, segment.previousOffset / HOUR]).toEqual([offset, before])
  })

  it('has whole offsets between two seconds', () => {
    expect(getZone('Europe/Berlin')!.segmentAt(utc('2026-07-01T00:00:00.999')).offset).toBe(2 * HOUR)
  })

  it('is made once', () => {
    expect(getZone('Asia/Tokyo')).toBe(getZone('Asia/Tokyo'))
  })

  it.each(['', 'Mars/Nowhere', '+01:00', '-05:00', '1UTC'])('named %j is unknown', (name) => {
    expect(getZone(name)).toBeNull()
  })
})
