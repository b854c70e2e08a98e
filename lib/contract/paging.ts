import { z } from 'zod'
import { fromPublicId, type IdKind } from './ids'
import { quote } from './parse-input'

export const MAX_PAGE = 200

const NO_CURSOR = ({ input }: { input?: unknown }) =>
  `\`cursor\` must be the \`nextCursor\` of a page of this list; got ${quote(input)}. Leave it out to get the first page.`

const error = (issue: { input?: unknown }) =>
  `\`limit\` must be a whole number between 1 and ${MAX_PAGE}; got ${quote(issue.input)}.`

/** The order of a list, and so the kind of its cursors: ids of a kind, or a number that counts. */
type CursorKind = IdKind | 'number' | 'ranked' | 'mon or ranked'

const NUMBER = /^\d{1,15}$/
// The rank of a monitor is before its id, when monitors that need attention come first.
const RANKED = /^(\d\.)(.*)$/

/** What a cursor says, with a uuid in the place of an id. Null: this list cannot have returned it. */
function readCursor(kind: CursorKind, text: string): string | null {
  if (kind === 'number') return NUMBER.test(text) ? text : null
  const [, rank, ranked] = RANKED.exec(text) ?? []
  if (kind !== 'ranked' && kind !== 'mon or ranked') return fromPublicId(kind, text)
  if (rank === undefined) return kind === 'ranked' ? null : fromPublicId('mon', text)
  const id = fromPublicId('mon', ranked!)
  return id && rank + id
}

/** The query of a list: how many entries, and after which. A cursor that this list cannot have returned is refused. */
export const pageQueryBy = (kind: CursorKind) => ({
  limit: z
    .union([z.string(), z.number()], { error })
    .refine((value) => Number.isInteger(Number(value)) && Number(value) >= 1 && Number(value) <= MAX_PAGE, { error })
    .transform(Number)
    .optional()
    .default(50)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PAGE, description: 'Entries on a page.' }),
  cursor: z
    .string({ error: NO_CURSOR })
    .transform((text, ctx) => {
      const cursor = readCursor(kind, text)
      if (cursor !== null) return cursor
      ctx.addIssue({ code: 'custom', message: NO_CURSOR({ input: text }) })
      return z.NEVER
    })
    .optional()
    .meta({ type: 'string', description: '`nextCursor` of the previous page.' }),
})

/** A page of a list. `nextCursor` is null on the last one. */
export interface Page<T> {
  data: T[]
  nextCursor: string | null
}

export const pageOf = <S extends z.ZodType>(entry: S) =>
  z.object({ data: z.array(entry), nextCursor: z.string().nullable() })

/** Splits one entry more than requested into a page and the cursor of the next. */
export function toPage<Row, T>(
  rows: readonly Row[],
  { limit, cursorOf, view }: { limit: number; cursorOf: (row: Row) => string; view: (row: Row) => T },
): Page<T> {
  const kept = rows.slice(0, limit)
  return { data: kept.map(view), nextCursor: rows.length > limit ? cursorOf(kept[kept.length - 1]!) : null }
}

/** The cursor in the address of a page for people, who get the beginning of the list for an invalid one. */
export function cursorIn(kind: CursorKind, value: string | undefined): string | undefined {
  return value !== undefined && readCursor(kind, value) !== null ? value : undefined
}

/** A cursor that is a number (seq, number, ordinal). Null: from the newest. */
export function countCursor(cursor: string | undefined): number | null {
  return cursor === undefined ? null : Number(cursor)
}
