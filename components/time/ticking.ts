let now = 0
let skewMs = 0
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

/** One timer for the whole page, running only while something shows the time. */
export function subscribeToClock(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) {
    now = Date.now() + skewMs
    timer = setInterval(() => {
      now = Date.now() + skewMs
      for (const each of listeners) each()
    }, 1000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}

export function clockNow(): number {
  if (timer === null) now = Date.now() + skewMs
  return now
}

/** Ages are counted by the server's clock; a browser's clock that is nearly right is left alone, since the way here takes time too. */
export function alignClock(serverNow: number): void {
  const behind = serverNow - Date.now()
  skewMs = Math.abs(behind) > 20_000 ? behind : 0
}
