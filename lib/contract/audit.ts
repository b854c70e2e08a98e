import { z } from 'zod'
import { id, instant } from './fields'
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

export const auditEventView = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({
      kind: z.enum(['user', 'apiKey', 'system']),
      id: z.string().nullable(),
      label: z.string().meta({ description: 'Its name at that time.' }),
    }),
    action: auditAction,
    target: z.object({ kind: auditTargetKind, id: z.string().nullable(), label: z.string().nullable() }).nullable(),
    before: z.unknown().meta({ description: 'The changed or removed values, before the action. Secrets are masked.' }),
    after: z.unknown().meta({ description: 'The changed or new values, after the action.' }),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'AuditEvent' })

const auditFilter = {
  action: z.string().pipe(auditAction).optional(),
  actorId: id.optional(),
  targetKind: z.string().pipe(auditTargetKind).optional(),
  targetId: id.optional(),
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
  id: string
  label: string
}

export type AuditAction = z.output<typeof auditAction>
export type AuditTargetKind = z.output<typeof auditTargetKind>
export type AuditEventView = z.output<typeof auditEventView>
export type ListAuditQuery = z.input<typeof listAuditQuery>
export type ExportAuditQuery = z.input<typeof exportAuditQuery>
