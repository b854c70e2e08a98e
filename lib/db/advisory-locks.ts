/**
 * The numbers of Lubdub's advisory locks. The whole database shares these numbers, so each has one
 * purpose. Locks that the SQL functions of the migrations use are listed here too, so that no
 * number is used twice.
 */
export const ADVISORY_LOCKS = {
  /** Prisma's own lock, so that its commands and our migrations wait for each other. */
  prismaMigrate: 72707369,
  /** Taken by `ensure_beat_partitions()`. */
  partitions: 7236911,
  /** Taken by `ingest_tick()`. */
  tick: 7236912,
  /** Only one first start at a time creates the first workspace. */
  installation: 7236913,
  /** Mixed with a monitor's id: one worker at a time deletes it for good. */
  purge: 7236914,
} as const
