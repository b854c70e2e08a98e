import { z } from 'zod'
import { searched } from './fields'
import { quote } from './parse-input'

export const MAX_PAGE = 200

const error = (issue: { input?: unknown }) =>
  `\`limit\` must be a whole number between 1 and ${MAX_PAGE}; got ${quote(issue.input)}.`

/** How every list is asked for: how many, and after which. */
export const pageQuery = {
  limit: z
    .union([z.string(), z.number()], { error })
    .refine((value) => Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= MAX_PAGE, { error })
    .transform(Number)
    .optional()
    .default(50)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PAGE, description: 'Entries on a page.' }),
  cursor: searched(200).optional().meta({ description: '`nextCursor` of the page before.' }),
}

/** A page of a list. `nextCursor` is null on the last one. */
export interface Page<T> {
  data: T[]
  nextCursor: string | null
}

export const pageOf = <S extends z.ZodType>(entry: S) =>
  z.object({ data: z.array(entry), nextCursor: z.string().nullable() })

/** Cuts one entry more than asked for into a page and the cursor of the next. */
export function toPage<Row, T>(
  rows: readonly Row[],
  { limit, cursorOf, view }: { limit: number; cursorOf: (row: Row) => string; view: (row: Row) => T },
): Page<T> {
  const kept = rows.slice(0, limit)
  return { data: kept.map(view), nextCursor: rows.length > limit ? cursorOf(kept[kept.length - 1]!) : null }
}

/** A cursor that counts something (seq, number, ordinal). Null: from the newest. A cursor that is none starts anew. */
export function countCursor(cursor: string | undefined): number | null {
  return cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null
}
