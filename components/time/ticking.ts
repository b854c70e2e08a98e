let now = 0
let skewMs = 0
/** The instant, of this machine's clock, at which the shown time stops. Null: it runs. */
let heldAt: number | null = null
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

/** One timer for the whole page, which runs only while a time is shown. */
export function subscribeToClock(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === null) {
    now = read()
    timer = setInterval(tick, 1000)
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
  if (timer === null) now = read()
  return now
}

/**
 * Ages use the server's clock; a browser's clock that is nearly right is used unchanged, because answers take time too.
 */
export function alignClock(serverNow: number): void {
  const behind = serverNow - Date.now()
  skewMs = Math.abs(behind) > 20_000 ? behind : 0
}

/**
 * Shows everything as of an instant of this machine's clock, until null lets the clock run: unknown data must not get
 * older by itself.
 */
export function holdClock(at: number | null): void {
  if (at === heldAt) return
  heldAt = at
  tick()
}

const read = () => (heldAt ?? Date.now()) + skewMs

function tick(): void {
  now = read()
  for (const each of listeners) each()
}
