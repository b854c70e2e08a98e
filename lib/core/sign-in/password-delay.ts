/** How many wrong passwords a day cost nothing but the try. */
export const FREE_TRIES = 5

const LONGEST_SECONDS = 3600
/** From here on each try costs the longest wait: some twenty more a day. */
const MANY_TRIES = 20

/** How long, in seconds, the next try has to wait when this is the nth of a day. */
export function passwordDelay(tries: number): number {
  if (tries <= FREE_TRIES) return 0
  return tries >= MANY_TRIES ? LONGEST_SECONDS : Math.min(2 ** (tries - FREE_TRIES), LONGEST_SECONDS)
}
