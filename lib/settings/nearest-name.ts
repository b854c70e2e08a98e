/** The name that differs least from this one, by letters to add, drop, change or swap. Null: none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  let best: string | null = null
  // The part that all names share does not help to find the nearest.
  const own = (text: string) => text.replace(/^LUBDUB_/, '')
  let least = Math.max(2, Math.ceil(own(name).length * 0.4)) + 1
  for (const candidate of known) {
    const distance = distanceOf(own(name), own(candidate))
    if (distance < least) [best, least] = [candidate, distance]
  }
  return best
}

function distanceOf(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swap = isSwap ? rows[i - 2]![j - 2]! + 1 : change
      row.push(Math.min(change, swap, rows[i - 1]![j]! + 1, row[j - 1]! + 1))
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
