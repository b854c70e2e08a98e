/** How long we hold the lease on a claimed delivery; longer than a try may take. */
export const LEASE_MS = 30_000
/** The shared limit of concurrent tries of one process. */
export const IN_FLIGHT = 32
/** The share of one workspace while others wait; alone it may use all. */
export const IN_FLIGHT_PER_WORKSPACE = 4
/**
 * In addition to the shared tries each channel may have one, up to this number in all, because file
 * descriptors are limited.
 */
export const CHANNEL_CEILING = 768
/** The same for workspaces without a running try. */
export const WORKSPACE_CEILING = 1_024
/** Concurrent tries of one channel: at first, and at most after successes. */
export const PER_CHANNEL_AT_FIRST = 2
export const PER_CHANNEL_AT_MOST = 16
/**
 * A try without a result after this time hangs. Its host then gets two tries, and one more with
 * each success.
 */
export const HANG_MS = 5_000
export const PER_HOST_AFTER_HANG = 2
export const PER_HOST_WHEN_WELL = 16
/** After this many failures in a row, a channel pauses between tries. */
export const FAILURES_BEFORE_PAUSE = 3
export const PAUSE_MIN_MS = 250
export const PAUSE_MAX_MS = 5_000
/** If one channel gets more alerts than this within the window, they are sent as a digest. */
export const STORM_COUNT = 20
export const STORM_WINDOW_MS = 60_000
/** How long a new digest waits for more alerts of the same storm. */
export const DIGEST_GATHER_MS = 2_000
/** The shortest and longest time for which a waiting delivery is deferred. */
export const DEFER_MIN_MS = 1_000
export const DEFER_MAX_MS = 60_000
/**
 * The time limit of a statement that reads the data for alerts: for all claimed ones together, and
 * for one alone.
 */
export const READ_ALL_MS = 3_000
export const READ_ONE_MS = 1_000
/**
 * After this time with data that cannot be read, the other alerts are sent with their events only,
 * because channels are locked meanwhile.
 */
export const READ_PATIENCE_MS = 5_000
