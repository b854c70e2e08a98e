/** The five characters by which PostgreSQL names an error. Empty: the error is none of PostgreSQL's, as when the connection broke. */
export function sqlStateOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return /^[0-9A-Z]{5}$/.test(code) ? code : ''
}

/**
 * Whether the rows themselves were refused (classes 22 and 23), so that the same write fails again however often it is tried. Everything else
 * passes: locks, deadlocks, timeouts, a full disk, a standby, a server that stops, a connection that broke. A day without a partition passes too:
 * the partition can be made.
 */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error)) && !isMissingPartition(error)
}

/** Whether a beat came for a day that has no partition yet. PostgreSQL reports it as a check that names no constraint. */
export function isMissingPartition(error: unknown): boolean {
  return sqlStateOf(error) === '23514' && !(error as { constraint?: string }).constraint
}

/** Whether another transaction was in the way: a deadlock, a serialization failure, a lock that was not had in time. */
export function isContention(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes(sqlStateOf(error))
}
