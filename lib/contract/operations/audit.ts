import { auditExport, auditList, exportAuditQuery, listAuditQuery } from '../audit'
import { type Operation, read } from './operation'

export const auditOperations: readonly Operation[] = [
  {
    ...read,
    id: 'listAudit',
    permission: 'audit.read',
    path: '/api/v1/audit',
    tag: 'audit',
    summary: 'List the audit log',
    query: listAuditQuery,
    answer: auditList,
    answers: 'A page of entries, newest first. For owners and admins who are signed in; no key may read it.',
  },
  {
    ...read,
    id: 'exportAudit',
    permission: 'audit.export',
    rate: 'expensive',
    // The export is written to the audit log.
    errors: ['conflict'],
    path: '/api/v1/audit/export',
    tag: 'audit',
    summary: 'Export the audit log',
    query: exportAuditQuery,
    answer: auditExport,
    answers:
      'At most 100,000 entries, newest first, as a file of JSON or CSV. For owners and admins who are signed in.',
  },
]
