import { AppError } from '@/lib/base/errors'
import type { PartPage, PartRow } from '@/lib/db/queries/run-rows'

/** After which part a page begins. One beat can make a step and its shard at the same position: the step comes first. */
export function partCursor({ position, shard }: Pick<PartRow, 'position' | 'shard'>): string {
  return `${position}${shard === '' ? 's' : ''}`
}

/**
 * Null: from the first part.
 * @throws AppError `invalid` when it is no cursor of ours.
 */
export function readPartCursor(cursor: string | undefined): PartPage['after'] {
  if (cursor === undefined) return null
  const read = /^(\d{1,15})(s?)$/.exec(cursor)
  if (!read) throw new AppError('invalid', '`cursor` must be the `nextCursor` of the page before.', 'cursor')
  return { position: Number(read[1]), isShard: read[2] === '' }
}
