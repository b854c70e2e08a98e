import { z } from 'zod'
import { instant } from './fields'
import { anyIdInput, anyIdView, idView } from './id-shapes'
import { type IdKind, type PublicId, toPublicIdOrNull } from './ids'
import { pageOf, pageQueryBy } from './paging'

/** All actions in the audit log. An action that is not in this list cannot be written. */
export const auditAction = z.enum([
  'monitor.created',
  'monitor.edited',
  'monitor.deleted',
  'monitor.paused',
  'monitor.resumed',
  'monitor.silenced',
  'monitor.unsilenced',
  'incident.acknowledged',
  'channel.created',
  'channel.edited',
  'channel.deleted',
  'channel.disabled',
  'channel.tested',
  'channel.secretRotated',
  'delivery.replayed',
  'heartbeatKey.created',
  'heartbeatKey.rotated',
  'heartbeatKey.disabled',
  'heartbeatKey.enabled',
  'heartbeatKey.deleted',
  'apiKey.created',
  'apiKey.rotated',
  'apiKey.revoked',
  'member.invited',
  'member.invitationResent',
  'member.invitationRevoked',
  'member.joined',
  'member.roleChanged',
  'member.removed',
  'member.left',
  'workspace.created',
  'workspace.renamed',
  'workspace.settingsChanged',
  'workspace.transferred',
  'workspace.deletionRequested',
  'workspace.deletionUndone',
  'session.started',
  'session.refused',
  'session.ended',
  'session.revoked',
  'factor.added',
  'factor.removed',
  'factor.recoveryCodesMade',
  'password.set',
  'password.removed',
  'identity.linked',
  'identity.unlinked',
  'email.changed',
  'email.proved',
  'audit.exported',
])

export const auditTargetKind = z.enum([
  'monitor',
  'incident',
  'channel',
  'delivery',
  'heartbeatKey',
  'apiKey',
  'user',
  'invitation',
  'session',
  'workspace',
])

export type AuditTargetKind = z.output<typeof auditTargetKind>

const TARGET_ID_KINDS = {
  monitor: 'mon',
  incident: 'inc',
  channel: 'chn',
  delivery: 'dlv',
  heartbeatKey: 'hbk',
  apiKey: 'key',
  user: 'usr',
  invitation: 'inv',
  session: 'ses',
  workspace: 'wsp',
} as const satisfies Record<AuditTargetKind, IdKind>

/** The id of what an entry is about. */
export function toAuditTargetId(kind: AuditTargetKind, uuid: string | null): PublicId | null {
  return toPublicIdOrNull(TARGET_ID_KINDS[kind], uuid)
}

export const auditEventView = z
  .object({
    id: idView('aud'),
    at: instant,
    actor: z.object({
      kind: z.enum(['user', 'apiKey', 'system']),
      id: z.union([idView('usr'), idView('key')]).nullable(),
      label: z.string().meta({ description: 'Its name at that time.' }),
    }),
    action: auditAction,
    target: z.object({ kind: auditTargetKind, id: anyIdView.nullable(), label: z.string().nullable() }).nullable(),
    before: z.unknown().meta({ description: 'The changed or removed values, before the action. Secrets are masked.' }),
    after: z.unknown().meta({ description: 'The changed or new values, after the action.' }),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })

const auditFilter = {
  action: z.string().pipe(auditAction).optional(),
  actorId: anyIdInput(['usr', 'key']).optional(),
  targetKind: z.string().pipe(auditTargetKind).optional(),
  targetId: anyIdInput(Object.values(TARGET_ID_KINDS)).optional(),
  from: instant.optional().meta({ description: 'Not before this instant.' }),
  until: instant.optional().meta({ description: 'Before this instant.' }),
}

export const listAuditQuery = z.strictObject({ ...auditFilter, ...pageQueryBy('aud') })

export const exportAuditQuery = z.strictObject({
  ...auditFilter,
  format: z
    .string()
    .pipe(z.enum(['csv', 'json']))
    .optional()
    .default('csv'),
})

export const auditList = pageOf(auditEventView).meta({ id: 'AuditList' })

export const auditExport = z.array(auditEventView).meta({ id: 'AuditExport' })

/** The person or key behind an entry. `label`: the last known name. */
export interface AuditActorView {
  id: PublicId<'usr' | 'key'>
  label: string
}

export type AuditAction = z.output<typeof auditAction>
export type AuditEventView = z.output<typeof auditEventView>
export type ListAuditQuery = z.input<typeof listAuditQuery>
export type ExportAuditQuery = z.input<typeof exportAuditQuery>
