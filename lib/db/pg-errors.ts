/**
 * The SQLSTATE of a PostgreSQL error. Empty: the error is not from PostgreSQL, as when the
 * connection broke.
 */
export function sqlStateOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  return /^[0-9A-Z]{5}$/.test(code) ? code : ''
}

/**
 * Whether the rows themselves were refused (classes 22 and 23). Then the same write always fails
 * again. All other errors are temporary: locks, deadlocks, timeouts, a full disk, a standby, a
 * server that stops, a broken connection. A day without a partition is temporary too, because the
 * partition can be created.
 */
export function isDataError(error: unknown): boolean {
  return /^2[23]/.test(sqlStateOf(error)) && !isMissingPartition(error)
}

/**
 * Whether a beat is for a day that has no partition yet. PostgreSQL reports it as a check without a
 * constraint name.
 */
export function isMissingPartition(error: unknown): boolean {
  return sqlStateOf(error) === '23514' && !(error as { constraint?: string }).constraint
}

/** Whether another transaction caused the error: a deadlock, a serialization failure, a lock timeout. */
export function isContention(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes(sqlStateOf(error))
}

/**
 * Whether what was tried is the cause, and not the connection or the server: then something else may
 * succeed at the same time.
 */
export function isOwnFault(error: unknown): boolean {
  const state = sqlStateOf(error)
  if (state === '') return error instanceof TypeError || error instanceof RangeError
  return /^(21|22|23|2B|40|42|54|55|57014|P0|XX)/.test(state)
}
