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
