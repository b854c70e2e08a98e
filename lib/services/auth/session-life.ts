/** How long a session lasts, in seconds: 30 days. */
export const SESSION_SECONDS = 30 * 86_400

/** How often, at most, a use of a session is written down, in milliseconds. */
export const USE_NOTED_MS = 60_000

/** The same for an API key: programs call often. */
export const KEY_USE_NOTED_MS = 600_000
