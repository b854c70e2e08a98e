/** Something of a list that keeps its identity from one reading to the next. */
export interface Identified {
  id: string
}

/**
 * What is shown of `rows` while the list is held as it was: the same rows in the same order, each as it is now; what is gone
 * stays as it was. `added`: rows that wait. `isOther`: whether letting go changes the list at all.
 */
export function holdRows<Row extends Identified>(
  held: readonly Row[],
  rows: readonly Row[],
): { shown: Row[]; added: number; isOther: boolean } {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const known = new Set(held.map(({ id }) => id))
  return {
    shown: held.map((row) => byId.get(row.id) ?? row),
    added: rows.filter(({ id }) => !known.has(id)).length,
    isOther: held.length !== rows.length || held.some(({ id }, at) => id !== rows[at]?.id),
  }
}
