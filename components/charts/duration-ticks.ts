const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/** Marks for an axis of seconds up to `longest`: round ones, from 0, at most five. */
export function durationTicks(longest: number): number[] {
  const step = STEPS.find((each) => longest / each <= 4) ?? Math.ceil(longest / 4 / 86_400) * 86_400
  return Array.from({ length: Math.ceil(longest / step) + 1 }, (_, index) => index * step)
}
