import type { WorkspaceClient, WorkspaceTx } from '@/lib/db/workspace-db'

/** An entry of the audit log, as it is stored. `before` and `after` are JSON; null: nothing to show. */
export interface AuditRow {
  workspaceId: string
  id: string
  actorKind: string
  actorId: string | null
  actorLabel: string
  action: string
  targetKind: string | null
  targetId: string | null
  /** Null for a monitor: the name of the monitor is used. */
  targetLabel: string | null
  before: string | null
  after: string | null
  ip: string | null
  userAgent: string | null
}

const INSERT = `INSERT INTO audit_event (workspace_id, id, actor_kind, actor_id, actor_label, action, target_kind, target_id,
    target_label, before, after, ip, user_agent)
  VALUES ($1::uuid, $2::uuid, $3::text, $4::uuid, $5::text, $6::text, $7::text, $8::uuid,
    coalesce($9::text, (SELECT name FROM monitor WHERE workspace_id = $1 AND id = $8 AND $7 = 'monitor')),
    $10::text::jsonb, $11::text::jsonb, $12::text, $13::text)`

/** Writes an entry in the transaction that makes the change. */
export async function insertAudit(tx: WorkspaceTx | WorkspaceClient, row: AuditRow): Promise<void> {
  const { workspaceId, id, actorKind, actorId, actorLabel, action } = row
  const { targetKind, targetId, targetLabel, before, after, ip, userAgent } = row
  const values = [workspaceId, id, actorKind, actorId, actorLabel, action]
  values.push(targetKind, targetId, targetLabel, before, after, ip, userAgent)
  if ('$executeRawUnsafe' in tx) await tx.$executeRawUnsafe(INSERT, ...values)
  else await tx.query(INSERT, values)
}
