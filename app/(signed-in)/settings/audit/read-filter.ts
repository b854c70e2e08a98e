import type { AuditFilterValues } from '@/components/settings/audit-filter'
import { dayAfter, startOfDay } from '@/components/time/start-of-day'
import { firstOf, type SearchParams } from '@/components/ui/search-params'
import { auditAction, auditTargetKind, type ListAuditQuery } from '@/lib/contract/audit'

type Query = Omit<ListAuditQuery, 'cursor' | 'limit'>

/** The filter in the address of the page. Invalid values are ignored, because an address is easily cut or mistyped. */
export function readFilter(params: Awaited<SearchParams>, zone: string): { values: AuditFilterValues; query: Query } {
  const given = (name: string) => firstOf(params[name])?.slice(0, 100) || undefined
  const { data: action } = auditAction.safeParse(given('action'))
  const { data: targetKind } = auditTargetKind.safeParse(given('targetKind'))
  const [from, until] = [given('from'), given('until')]
  const fromAt = startOfDay(from, zone)
  const untilAt = until === undefined || startOfDay(until, zone) === null ? null : startOfDay(dayAfter(until), zone)
  const about = defined({ action, actorId: given('actorId'), targetKind, targetId: given('targetId') })
  return {
    values: { ...about, ...(fromAt && from && { from }), ...(untilAt && until && { until }) },
    query: {
      ...about,
      ...(fromAt && { from: fromAt.toISOString() }),
      ...(untilAt && { until: untilAt.toISOString() }),
    },
  }
}

function defined<T extends Record<string, string | undefined>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> }
}
