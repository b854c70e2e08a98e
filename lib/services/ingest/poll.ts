/**
 * Resolves to an instant (monotonic ms): everything that had reached this process's sockets before it has been read. Timers run before the
 * event loop reads sockets: after a pause, unread bytes are older than the time that a timer sees.
 */
export type ReadUpTo = () => Promise<number>

/** For a process whose listening socket is not ours. Waits for two turns of the event loop, one that accepts and one that reads. */
export const readTwoTurns: ReadUpTo = async () => {
  const began = performance.now()
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  return began
}
