import type { ShardView } from '@/lib/contract/runs'

/** The shards that one looks at first: what failed or died, then what ends last. At most `most`, in that order. */
export function isShownAsCard(shards: readonly ShardView[], most: number): ShardView[] {
  const failed = shards.filter(({ shown }) => shown === 'failed' || shown === 'partial' || shown === 'died')
  const open = shards
    .filter(({ state }) => state === 'running')
    .toSorted((a, b) => endOf(b).localeCompare(endOf(a)) || (a.fraction ?? 0) - (b.fraction ?? 0))
  return [...failed, ...open].slice(0, most)
}

/** The shard that all wait for: the one with the latest end. Null: none can tell. */
export function lastToEnd(shards: readonly ShardView[]): string | null {
  const [last] = shards.filter(({ endsAt }) => endsAt !== null).toSorted((a, b) => endOf(b).localeCompare(endOf(a)))
  return last?.shard ?? null
}

/** What cannot tell its end may be the last. */
const endOf = ({ endsAt }: ShardView) => endsAt ?? '~'
