/** The body of a call of the API, in bytes. */
export const API_BODY_BYTES = 256_000

/**
 * The body of anything but a beat, such as a server action: ingest forwards no more, and Next.js takes no more. More than
 * `API_BODY_BYTES`, so that the API itself says what it refuses.
 */
export const PAGE_BODY_BYTES = 262_144
