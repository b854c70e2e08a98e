const DAY = 86_400

/**
 * The dates at which the tests run: the distance of each from now, in seconds, and the zone of the processes. Calendar
 * days begin a minute before midnight, so that the change happens while the tests run.
 */
export function datesFrom(now) {
  const until = (iso) => Math.round((Date.parse(iso) - now.getTime()) / 1000)
  const year = now.getUTCFullYear()
  return [
    { name: 'tomorrow', offset: DAY },
    { name: 'in 8 days', offset: 8 * DAY },
    { name: 'in 40 days', offset: 40 * DAY },
    { name: 'in 400 days', offset: 400 * DAY },
    { name: 'eve of 29 February', offset: until(`${nextLeapYear(now)}-02-28T23:59:00Z`) },
    { name: 'clocks go forward', offset: until(`${lastSunday(year + 1, 3)}T00:59:00Z`), zone: 'Europe/Berlin' },
    { name: 'clocks go back', offset: until(`${lastSunday(year + 1, 10)}T00:59:00Z`), zone: 'Europe/Berlin' },
    { name: 'before midnight', offset: until(`${now.toISOString().slice(0, 10)}T23:59:00Z`) + DAY },
    { name: "New Year's Eve", offset: until(`${year + 1}-12-31T23:59:00Z`) },
  ]
}

function nextLeapYear(now) {
  let year = now.getUTCFullYear() + 1
  while (new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1) year += 1
  return year
}

/** The last Sunday of a month (1–12): when clocks change in the European Union. */
function lastSunday(year, month) {
  const last = new Date(Date.UTC(year, month, 0))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return last.toISOString().slice(0, 10)
}
