import type { ShardView } from '@/lib/contract/runs'

/** The shards that one looks at first: what failed, then what runs slowest. At most `most`, in that order. */
export function worthACard(shards: readonly ShardView[], most: number): ShardView[] {
  const failed = shards.filter(({ state }) => state === 'failed' || state === 'partial')
  const running = shards
    .filter(({ state }) => state === 'running')
    .toSorted((a, b) => (a.fraction ?? 0) - (b.fraction ?? 0) || a.startedAt.localeCompare(b.startedAt))
  return [...failed, ...running].slice(0, most)
}
