import { newId } from '@/lib/base/ids'
import type { AuditAction, AuditTargetKind } from '@/lib/contract/audit'
import { insertAudit } from '@/lib/db/queries/audit-rows'
import type { WorkspaceClient, WorkspaceTx } from '@/lib/db/workspace-db'
import type { Actor, ServiceContext } from '../context'

export interface AuditEntry {
  action: AuditAction
  /** `label`: the name that people use; for a monitor it is looked up if left out. */
  target?: { kind: AuditTargetKind; id: string | null; label?: string | null }
  /** The old values of what was changed or removed; secrets masked. */
  before?: unknown
  /** The new values of what was changed or created; secrets masked. */
  after?: unknown
}

/** The actor; `system` is Lubdub itself. */
type AuditActor =
  | Pick<Extract<Actor, { kind: 'user' }>, 'kind' | 'userId' | 'label'>
  | Pick<Extract<Actor, { kind: 'apiKey' }>, 'kind' | 'keyId' | 'label'>
  | { kind: 'system'; label: string }

type AuditContext = Pick<ServiceContext, 'workspaceId' | 'caller'> & { actor: AuditActor }

/** Writes an audit entry in the transaction of the change, so that both are committed or none. */
export function recordAudit(
  tx: WorkspaceTx | WorkspaceClient,
  { workspaceId, actor, caller }: AuditContext,
  { action, target, before, after }: AuditEntry,
): Promise<void> {
  return insertAudit(tx, {
    workspaceId,
    id: newId(),
    actorKind: actor.kind,
    actorId: idOf(actor),
    actorLabel: actor.label,
    action,
    targetKind: target?.kind ?? null,
    targetId: target?.id ?? null,
    targetLabel: target?.label ?? null,
    before: json(before),
    after: json(after),
    ip: caller.ip,
    userAgent: caller.userAgent?.slice(0, 300) ?? null,
  })
}

function idOf(actor: AuditActor): string | null {
  if (actor.kind === 'system') return null
  return actor.kind === 'user' ? actor.userId : actor.keyId
}

const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value))
