import { setTimeout as delay } from 'node:timers/promises'

/** Repeats the check until it is true. False after `limitMs`. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { limitMs, everyMs = 100 }: { limitMs: number; everyMs?: number },
): Promise<boolean> {
  const giveUpAt = performance.now() + limitMs
  for (;;) {
    if (await isSo()) return true
    if (performance.now() > giveUpAt) return false
    await delay(everyMs)
  }
}
