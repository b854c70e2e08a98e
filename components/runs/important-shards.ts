import type { ShardView } from '@/lib/contract/runs'

/** The most important shards: failed and dead ones, then those that end last. At most `most`, in that order. */
export function importantShards(shards: readonly ShardView[], most: number): ShardView[] {
  const failed = shards.filter(({ shown }) => shown === 'failed' || shown === 'partial' || shown === 'died')
  const open = shards
    .filter(({ state }) => state === 'running')
    .toSorted((a, b) => endOf(b).localeCompare(endOf(a)) || (a.fraction ?? 0) - (b.fraction ?? 0))
  return [...failed, ...open].slice(0, most)
}

/** The shard with the latest estimated end. Null: not known. */
export function lastToEnd(shards: readonly ShardView[]): string | null {
  const [last] = shards.filter(({ endsAt }) => endsAt !== null).toSorted((a, b) => endOf(b).localeCompare(endOf(a)))
  return last?.shard ?? null
}

/** A shard without an estimated end may be the last. */
const endOf = ({ endsAt }: ShardView) => endsAt ?? '~'
