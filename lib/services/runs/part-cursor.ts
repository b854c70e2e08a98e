import type { PartPage, PartRow } from '@/lib/db/queries/run-rows'

/**
 * The part after which a page begins. One beat can create a step and its shard at the same
 * position; the step comes first.
 */
export function partCursor({ position, shard }: Pick<PartRow, 'position' | 'shard'>): string {
  return String(position * 2 + (shard === '' ? 0 : 1))
}

/** Null: from the first part. */
export function readPartCursor(cursor: string | undefined): PartPage['after'] {
  if (cursor === undefined) return null
  const number = Number(cursor)
  return { position: Math.floor(number / 2), isShard: number % 2 === 1 }
}
