import type { Away, InDoubtView } from '@/lib/contract/outages'
import { formatInstant } from './format-instant'

interface Clock {
  now: number
  zone: string
}

/** `Lubdub was away from 02:30:00 to 02:30:34`. */
export function awayLabels({ from, to }: Away, clock: Clock): string {
  const at = (instant: string) => formatInstant(Date.parse(instant), { ...clock, seconds: true })
  return `Lubdub was away from ${at(from)} to ${at(to)}`
}

/** The result that may be lost, and when that is decided. */
export function inDoubtLabels({ away, deadlineAt }: NonNullable<InDoubtView>, clock: Clock): string {
  const by = formatInstant(Date.parse(deadlineAt), clock)
  return `in doubt until ${by}: ${awayLabels(away, clock)}`
}
