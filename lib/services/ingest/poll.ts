/**
 * Answers, asynchronously, an instant (monotonic ms) before which everything that had reached this process's sockets has been read. Timers
 * run before the event loop reads: after a pause, what lies in the sockets is older than what a timer sees.
 */
export type ReadUpTo = () => Promise<number>

/** For a process whose listening socket is not ours: two turns of the event loop, one that accepts and one that reads. */
export const readTwoTurns: ReadUpTo = async () => {
  const began = performance.now()
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
  return began
}
