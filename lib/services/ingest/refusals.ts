/** Another transaction was in the way: deadlock, serialization, lock timeout. */
export function isContention(error: unknown): boolean {
  return ['40P01', '40001', '55P03'].includes(codeOf(error))
}

/** Something in the rows themselves was refused (classes 22 and 23), so that others' beats would do better without them. */
export function isAboutData(error: unknown): boolean {
  return /^2[23]/.test(codeOf(error))
}

/** A beat came for a day that has no partition yet. */
export function lacksPartition(error: unknown): boolean {
  return codeOf(error) === '23514'
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}
