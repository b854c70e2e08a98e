import type { AccessPolicy } from '@/lib/db/monitor-state'
import type { BeatCall } from './beat-call'

/** Why a call does not count. `stranger`: its address is none from which the monitor takes beats. `bad_signal`: its path names none. */
export type Refusal = 'unknown_key' | 'deleted' | 'stranger' | 'post_only' | 'bad_signal'

/** Those of which the owner is told. */
export type RecordedRefusal = Extract<Refusal, 'stranger' | 'post_only' | 'bad_signal'>

/** Whether a call by a key that is there may count, by what is known of the key and its monitor. Null: it may. */
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
