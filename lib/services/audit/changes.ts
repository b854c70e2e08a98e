type Facts = Record<string, unknown>

/** The differences between two states of an object: only the changed fields, with their old and new values. */
export function changes(before: Facts, after: Facts): { before: Facts; after: Facts } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return { before: pick(before, changed), after: pick(after, changed) }
}

const pick = (facts: Facts, names: readonly string[]) => Object.fromEntries(names.map((name) => [name, facts[name]]))
