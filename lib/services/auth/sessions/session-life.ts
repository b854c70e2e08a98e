/** The longest life of a session, in seconds: 30 days. */
export const SESSION_SECONDS = 30 * 86_400

/** The life of an unused session, in milliseconds: 7 days. */
export const IDLE_MS = 7 * 86_400_000

/** The shortest time between two records of a session's use, in milliseconds. */
export const USE_NOTED_MS = 60_000

/** The same for an API key. It is longer, because programs call often. */
export const KEY_USE_NOTED_MS = 600_000

export interface SessionLife {
  lastSeenAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

/** The state of a session. Only an `alive` session is valid. */
export function sessionStanding({ lastSeenAt, expiresAt, revokedAt }: SessionLife, now: Date) {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt <= now) return 'over'
  return now.getTime() - lastSeenAt.getTime() >= IDLE_MS ? 'idle' : 'alive'
}
