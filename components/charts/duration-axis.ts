/** How much longer than nearly all others a bar must be, to be cut. */
const FAR = 2.5
const FEWEST = 4

/**
 * Where the axis of a chart of durations ends, so that a few very long bars do not make the others too small. Null: all
 * can be drawn in full.
 */
export function durationCut(seconds: readonly number[]): number | null {
  if (seconds.length < FEWEST) return null
  const sorted = seconds.toSorted((a, b) => a - b)
  const most = sorted[Math.floor((sorted.length - 1) * 0.9)] ?? 0
  const longest = sorted.at(-1) ?? 0
  return most > 0 && longest > most * FAR ? most * 1.5 : null
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** Marks for an axis of seconds up to `longest`: round ones, from 0, at most five. */
export function durationTicks(longest: number): number[] {
  const step = STEPS.find((each) => longest / each <= 4) ?? Math.ceil(longest / 4 / 86_400) * 86_400
  return Array.from({ length: Math.ceil(longest / step) + 1 }, (_, index) => index * step)
}
