import type { Instant } from '../../types'
import type { ZoneChange } from './cron-daemon'

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** Every change of a zone's offset between two instants, to the minute. It finds them by checking each day. */
export function zoneChanges(timeZone: string, range: { from: Instant; to: Instant }): ZoneChange[] {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset', hour: 'numeric' })
  const offsetAt = (at: Instant) => readOffset(format.format(at))
  const changes: ZoneChange[] = []
  let before = offsetAt(range.from)
  for (let at = range.from; at < range.to; at += DAY) {
    const after = offsetAt(at + DAY)
    if (after === before) continue
    let first = 0
    let last = 1440
    while (last - first > 1) {
      const middle = (first + last) >> 1
      if (offsetAt(at + middle * MINUTE) === before) first = middle
      else last = middle
    }
    changes.push({ at: at + last * MINUTE, before, after })
    before = after
  }
  return changes
}

function readOffset(text: string): number {
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?$/.exec(text)!
  return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * MINUTE
}
