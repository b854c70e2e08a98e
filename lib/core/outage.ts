const MAX_WINDOW_MS = 5 * 60_000

/** How long clients get after an outage to deliver late, in milliseconds: as long as it was, from one to five minutes. */
export function recoveryWindowMs(outageMs: number, minimumMs = 60_000): number {
  return Math.max(minimumMs, Math.min(MAX_WINDOW_MS, outageMs))
}

/** Whether a gap between two ticks of the ingest watermark, in milliseconds, is a time in which beats were not heard. */
export function isOutage(gapMs: number, thresholdMs = 5_000): boolean {
  return gapMs > thresholdMs
}
