import { type AuditEventView, type ExportAuditQuery, exportAuditQuery } from '@/lib/contract/audit'
import { parseInput } from '@/lib/contract/parse-input'
import { inWorkspace, requirePermission, type ServiceContext } from '../context'
import { pageOfAudit, toAuditView } from './page-of-audit'
import { recordAudit } from './record-audit'

/** The maximum number of entries of one export, the newest first. */
export const MOST_EXPORTED = 100_000
const AT_ONCE = 1_000

/**
 * Entries of the audit log, the newest first, in a stream: at most `most`. The export itself is
 * recorded as an entry before the first entry is returned.
 * @throws AppError `forbidden`, or `invalid` with the field.
 */
export async function exportAudit(
  ctx: ServiceContext,
  input: ExportAuditQuery = {},
  { most = MOST_EXPORTED }: { most?: number } = {},
): Promise<{ format: 'csv' | 'json'; entries: AsyncGenerator<AuditEventView[]> }> {
  requirePermission(ctx, 'audit.export')
  const { format, ...filter } = parseInput(exportAuditQuery, input)
  await inWorkspace(ctx, (tx) => recordAudit(tx, ctx, { action: 'audit.exported', after: { ...input, format } }))
  return { format, entries: read(ctx, filter, most) }
}

async function* read(
  ctx: ServiceContext,
  filter: Omit<ExportAuditQuery, 'format'>,
  most: number,
): AsyncGenerator<AuditEventView[]> {
  let cursor: string | undefined
  for (let read = 0; read < most; read += AT_ONCE) {
    // Each page in its own transaction, so that a slow reader holds none open.
    const rows = await pageOfAudit(ctx, { ...filter, cursor, take: AT_ONCE })
    if (rows.length > 0) yield rows.map(toAuditView)
    if (rows.length < AT_ONCE) return
    cursor = rows.at(-1)!.id
  }
}
