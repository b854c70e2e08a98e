/** A set of small whole numbers that finds the next member without a search. */
export interface Field {
  has(value: number): boolean
  /** The smallest member ≥ value; -1: there is none. */
  from(value: number): number
  /** The largest member ≤ value; -1: there is none. */
  upTo(value: number): number
}

/** The field of these values; each is between 0 and `max`. */
export function fieldOf(values: Iterable<number>, max: number): Field {
  const next = new Int8Array(max + 1).fill(-1)
  for (const value of values) next[value] = value
  const previous = next.slice()
  for (let value = max - 1; value >= 0; value--) if (next[value] === -1) next[value] = next[value + 1]!
  for (let value = 1; value <= max; value++) if (previous[value] === -1) previous[value] = previous[value - 1]!
  return {
    has: (value) => next[value] === value,
    from: (value) => next[value] ?? -1,
    upTo: (value) => previous[value] ?? -1,
  }
}

/** `from`, `from + step`, … up to `to`. */
export function stepped(from: number, to: number, step = 1): number[] {
  const values: number[] = []
  for (let value = from; value <= to; value += step) values.push(value)
  return values
}
