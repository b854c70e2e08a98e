import type { Away, InDoubtView } from '@/lib/contract/outages'
import { iso } from '../instants'

type At = number | Date | null

/** The deaf span of a row. Null: none. */
export function awayOf({ awayFromAt, awayToAt }: { awayFromAt: At; awayToAt: At }): Away | null {
  return awayFromAt === null || awayToAt === null ? null : { from: iso(awayFromAt), to: iso(awayToAt) }
}

/** The doubt of a row. Null: none. */
export function inDoubtOf(row: Record<'expectedAt' | 'deadlineAt' | 'from' | 'to', number> | null): InDoubtView {
  if (row === null) return null
  return {
    expectedAt: iso(row.expectedAt),
    deadlineAt: iso(row.deadlineAt),
    away: { from: iso(row.from), to: iso(row.to) },
  }
}
