let now = 0
let skewMs = 0
/** The instant, of this machine's clock, at which time stands still. Null: it goes on. */
let heldAt: number | null = null
let timer: ReturnType<typeof setInterval> | null = null
const listeners = new Set<() => void>()

/** One timer for the whole page, running only while something shows the time. */
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

/** Ages are counted by the server's clock; a browser's clock that is nearly right is left alone, since the way here takes time too. */
export function alignClock(serverNow: number): void {
  const behind = serverNow - Date.now()
  skewMs = Math.abs(behind) > 20_000 ? behind : 0
}

/** Shows everything as of an instant of this machine's clock, until null lets time go on: what is not known must not grow older by itself. */
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
