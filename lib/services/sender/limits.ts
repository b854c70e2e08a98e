/** How long a claimed delivery is ours; longer than a try may take. */
export const LEASE_MS = 30_000
/** Tries of one process at the same time that all share. */
export const IN_FLIGHT = 32
/** What a workspace may have of these while others wait; alone it may have all. */
export const IN_FLIGHT_PER_WORKSPACE = 4
/** Beyond the shared ones each channel may have one try, up to this many in all: descriptors are not endless. */
export const CHANNEL_CEILING = 768
/** As above, for workspaces of which nothing is under way. */
export const WORKSPACE_CEILING = 1_024
/** Tries of one channel at the same time: at first, and at most after successes. */
export const PER_CHANNEL_AT_FIRST = 2
export const PER_CHANNEL_AT_MOST = 16
/** A try that takes this long without success hangs: its host then gets two, and one more for each success. */
export const HANG_MS = 5_000
export const PER_HOST_AFTER_HANG = 2
export const PER_HOST_WHEN_WELL = 16
/** Connections to the one mail server. */
export const MAILS_AT_ONCE = 8
/** From so many failures in a row on, a channel pauses between tries. */
export const FAILURES_BEFORE_PAUSE = 3
export const PAUSE_MIN_MS = 250
export const PAUSE_MAX_MS = 5_000
/** More alerts than this for one channel within the window are told in a digest. */
export const STORM_COUNT = 20
export const STORM_WINDOW_MS = 60_000
/** How long a new digest waits for more of the same storm. */
export const DIGEST_GATHER_MS = 2_000
/** Bounds of how long a delivery that has to wait is not looked at. */
export const DEFER_MIN_MS = 1_000
export const DEFER_MAX_MS = 60_000
/** How long a statement may take that reads what alerts tell: of all that are claimed together, and of one alone. */
export const READ_ALL_MS = 3_000
export const READ_ONE_MS = 1_000
/** After so much time with what cannot be read, the others are told with their events alone: channels are locked meanwhile. */
export const READ_PATIENCE_MS = 5_000
