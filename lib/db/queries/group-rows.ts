/** Groups rows by a key, in their order. */
export function groupRows<Row, Value>(rows: readonly Row[], of: (row: Row) => [string, Value]): Map<string, Value[]> {
  const groups = new Map<string, Value[]>()
  for (const row of rows) {
    const [key, value] = of(row)
    const group = groups.get(key)
    if (group) group.push(value)
    else groups.set(key, [value])
  }
  return groups
}
