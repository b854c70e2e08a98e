import { copyFileSync, statSync, truncateSync } from 'node:fs'

const LARGEST_BYTES = 10_000_000
const LOOK_MS = 60_000

/**
 * Keeps the last part of a log that another process appends to: above 10 MB it becomes `FILE.1`, which replaces the
 * older one, and the log begins empty. Never throws: a full disk is no reason to stop.
 */
export function rotateLog(file: string, { largest = LARGEST_BYTES } = {}): void {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= largest) return
    try {
      copyFileSync(file, `${file}.1`)
    } finally {
      // Also when there was no room for a copy: that is when space is needed most.
      truncateSync(file)
    }
  } catch {
    // Looked at again soon.
  }
}

/** Checks every minute. */
export function keepRotating(file: string): { stop(): void } {
  rotateLog(file)
  const timer = setInterval(() => rotateLog(file), LOOK_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
