/** @type {[NodeJS.Signals, number][]} */
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]

/** While a child runs, a signal to this process also ends the child. Returns a function that undoes this. */
export function endWith(child) {
  const listeners = SIGNALS.map(([signal, exitCode]) => ({
    signal,
    listener: () => {
      child.kill(signal)
      process.exit(exitCode)
    },
  }))
  for (const { signal, listener } of listeners) process.once(signal, listener)
  return () => {
    for (const { signal, listener } of listeners) process.off(signal, listener)
  }
}
