/**
 * The numbers of our advisory locks, which the whole database shares: each is for one thing. Those that the functions in
 * `prisma/policies.sql` take are named here as well, so that none is given twice.
 */
export const ADVISORY_LOCKS = {
  /** Prisma's own, so that its commands and our migrations wait for each other. */
  prismaMigrate: 72707369,
  /** Taken by `ensure_beat_partitions()`. */
  partitions: 7236911,
  /** Taken by `ingest_tick()`. */
  tick: 7236912,
  /** One first start at a time makes the first workspace. */
  installation: 7236913,
  /** Mixed with a monitor's id: one worker at a time deletes it for good. */
  purge: 7236914,
} as const
