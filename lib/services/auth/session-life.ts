/** How long a session lasts, in seconds: 30 days. */
export const SESSION_SECONDS = 30 * 86_400

/** How often, at most, a use is written down, in milliseconds. */
export const USE_NOTED_MS = 60_000
