/** Whether two versions of a row differ at most in these fields. */
export function differsOnlyIn<T extends object>(before: T, after: T, fields: ReadonlySet<keyof T>): boolean {
  for (const field in after) if (before[field] !== after[field] && !fields.has(field)) return false
  return true
}
