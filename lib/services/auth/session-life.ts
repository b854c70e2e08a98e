/** How long a session lasts at most, in seconds: 30 days. */
export const SESSION_SECONDS = 30 * 86_400

/** How long a session lasts that is not used, in milliseconds: 7 days. */
export const IDLE_MS = 7 * 86_400_000

/** How often, at most, a use of a session is written down, in milliseconds. */
export const USE_NOTED_MS = 60_000

/** The same for an API key: programs call often. */
export const KEY_USE_NOTED_MS = 600_000

export interface SessionLife {
  lastSeenAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

/** How a session stands: it counts only while it is `alive`. */
export function sessionStanding({ lastSeenAt, expiresAt, revokedAt }: SessionLife, now: Date) {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt <= now) return 'over'
  return now.getTime() - lastSeenAt.getTime() >= IDLE_MS ? 'idle' : 'alive'
}
