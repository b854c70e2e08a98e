/** How many wrong passwords a day have no delay. */
export const FREE_TRIES = 5

const LONGEST_SECONDS = 3600
/** From this number on, each try has the longest delay: about twenty more tries a day. */
const MANY_TRIES = 20

/** How long the next try must wait, in seconds, after `tries` wrong passwords in a day. */
export function passwordDelay(tries: number): number {
  if (tries <= FREE_TRIES) return 0
  return tries >= MANY_TRIES ? LONGEST_SECONDS : Math.min(2 ** (tries - FREE_TRIES), LONGEST_SECONDS)
}
