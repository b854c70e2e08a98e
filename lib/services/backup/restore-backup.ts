import type { ClientBase } from 'pg'
import { applyPolicies } from '@/lib/db/apply-policies'
import { beginLoading, cancelLoading, endLoading, isUnused, listProcesses, loadTable } from '@/lib/db/backup/copy-in'
import { migrate } from '@/lib/db/migrate'
import { newerThanProgram, unpublishedFault } from '../installation/schema-fault'
import { stillThere } from '../installation/still-there'
import type { BackupHead } from './head'
import { readBackup } from './read-backup'
import type { Written } from './write-backup'

/**
 * Restores a backup into an empty database, in one transaction, as the owner of the tables.
 * Migrations newer than the backup run at the next start, on the restored rows.
 * @throws Error when the database has an installation, processes use it, or the backup is newer than this program, damaged or
 * truncated: then nothing is changed.
 */
export async function restoreBackup(
  client: ClientBase,
  options: {
    file: string
    head: BackupHead
    migrations: { directory: string; known: readonly string[] }
    policies: string
  },
): Promise<Written> {
  const { file, head, migrations, policies } = options
  const fault = unpublishedFault(head.shape.migrations)
  if (fault !== null) throw new Error(fault)
  if (newerThanProgram(migrations.known, head.shape.migrations) !== null) {
    throw new Error(
      `The backup was made by a newer version (${head.shape.migrations.at(-1)}). Restore it with that version.`,
    )
  }
  if (!(await isUnused(client))) {
    throw new Error(
      'This database already has an installation. Restore into an empty one: another LUBDUB_DATA_DIR, or another database.',
    )
  }
  const living = await stillThere(() => listProcesses(client))
  if (living.length > 0) {
    throw new Error(
      `Processes of Lubdub still use this database (${living.join(', ')}). Stop Lubdub on every machine, and run this again: they would go on with keys and monitors that they have read before.`,
    )
  }
  await migrate(client, migrations.directory, { upTo: head.shape.migrations.at(-1) ?? null })
  const opened = await beginLoading(client, head.shape)
  try {
    const written = await readBackup(file, (table, data) => loadTable(client, table, data))
    await endLoading(client, head.shape, opened)
    if (head.shape.migrations.at(-1) === migrations.known.at(-1)) await applyPolicies(client, policies)
    return written
  } catch (error) {
    await cancelLoading(client)
    throw error
  }
}
