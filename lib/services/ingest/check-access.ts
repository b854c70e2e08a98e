import type { AccessPolicy } from '@/lib/db/monitor-state'
import type { BeatCall } from './beat-call'

/** Why a call does not count. `'stranger'`: the monitor takes no beats from its address. `'bad_signal'`: its path names no signal. */
export type Refusal = 'unknown_key' | 'deleted' | 'stranger' | 'post_only' | 'bad_signal'

/** The refusals that are recorded for the owner of the key. */
export type RecordedRefusal = Extract<Refusal, 'stranger' | 'post_only' | 'bad_signal'>

/** Why a call with an existing key may not count, as far as the key and its monitor are known. Null: it may count. */
export function checkAccess(
  {
    receivedAt,
    method,
    ip,
    fields,
  }: Pick<BeatCall, 'receivedAt' | 'method' | 'ip'> & Partial<Pick<BeatCall, 'fields'>>,
  { retiresAt, isDeleted, accessPolicy }: { retiresAt: number | null; isDeleted: boolean; accessPolicy: AccessPolicy },
): Refusal | null {
  if (retiresAt !== null && receivedAt >= retiresAt) return 'unknown_key'
  if (accessPolicy.from !== null && !accessPolicy.from.has(ip)) return 'stranger'
  if (isDeleted) return 'deleted'
  if (accessPolicy.postOnly && (method === 'GET' || method === 'HEAD')) return 'post_only'
  if (fields?.said.path?.fault === 'unreadable') return 'bad_signal'
  return null
}
