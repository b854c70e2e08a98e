/** How long a claimed delivery is ours; longer than a try may take. */
export const LEASE_MS = 30_000
/** Tries of one process at the same time: in all, for one workspace, to one destination. */
export const IN_FLIGHT = 32
export const IN_FLIGHT_PER_WORKSPACE = 4
export const IN_FLIGHT_PER_HOST = 2
/** More alerts than this for one channel within the window are told in a digest. */
export const STORM_COUNT = 20
export const STORM_WINDOW_MS = 60_000
/** How long a new digest waits for more of the same storm. */
export const DIGEST_GATHER_MS = 2_000
/** Bounds of how long a delivery that has to wait is not looked at. */
export const PARK_MIN_MS = 1_000
export const PARK_MAX_MS = 60_000
