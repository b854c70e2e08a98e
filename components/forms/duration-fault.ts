import { formatNumber } from '@/components/ui/format-number'

export const UNITS = [
  { value: '86400', label: 'days' },
  { value: '3600', label: 'hours' },
  { value: '60', label: 'minutes' },
  { value: '1', label: 'seconds' },
]

const LONGEST_SECONDS = 31_536_000

export interface DurationRule {
  label: string
  /** The smallest allowed value, in seconds. */
  least: number
  /** Whether it may be left out. */
  isOptional: boolean
}

/** What is wrong with a duration in seconds, in the unit that it was typed in. Null: nothing. */
export function durationFault(seconds: number | null, rule: DurationRule, unit = 1): string | null {
  const { label, least, isOptional } = rule
  if (seconds === null) return isOptional ? null : `${label} must be given.`
  const word = UNITS.find(({ value }) => value === String(unit))?.label ?? 'seconds'
  if (Number.isFinite(seconds) && seconds >= least && seconds <= LONGEST_SECONDS) return null
  const said = (value: number) => formatNumber(value / unit)
  const from = unit === 1 ? String(least) : least === 0 ? '0' : '1 second'
  return `${label} must be between ${from} and ${said(LONGEST_SECONDS)} ${word}; got ${said(seconds)}.`
}
