/** An entry of a list that keeps its identity from one refresh to the next. */
export interface Identified {
  id: string
}

/**
 * The shown `rows` while the list is held: the same rows in the same order, each with its present content; removed rows
 * stay unchanged. `added`: rows that wait. `isOther`: whether releasing the list changes it.
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
