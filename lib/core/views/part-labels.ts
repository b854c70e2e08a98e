/**
 * The label of a part for people: `load`, `shard 5`, `shard 5 of load`. `part` is as in flips:
 * `step`, `step/shard` or `/shard`.
 */
export function partLabels(part: string): string {
  // The first slash separates them: names of shards are often paths, names of steps seldom.
  const slash = part.indexOf('/')
  if (slash === -1) return part
  const [step, shard] = [part.slice(0, slash), part.slice(slash + 1)]
  return step === '' ? `shard ${shard}` : `shard ${shard} of ${step}`
}
