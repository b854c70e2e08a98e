import type { ClientBase } from 'pg'
import { beginLoading, cancelLoading, endLoading, isUnused, loadTable } from '@/lib/db/backup/copy-in'
import { migrate } from '@/lib/db/migrate'
import { newerThanProgram } from '../installation/schema-fault'
import type { BackupHead } from './head'
import { readBackup } from './read-backup'
import type { Written } from './write-backup'

/**
 * Fills an empty database with what a backup holds, in one transaction, as the owner of the tables. Later migrations are left to
 * the next start, which finds the rows as their version knew them.
 * @throws Error when the database is in use, the backup is newer than this program, damaged or cut off: nothing is changed then.
 */
export async function restoreBackup(
  client: ClientBase,
  options: { file: string; head: BackupHead; migrations: { directory: string; known: readonly string[] } },
): Promise<Written> {
  const { file, head, migrations } = options
  if (newerThanProgram(migrations.known, head.shape.migrations) !== null) {
    throw new Error(
      `The backup was made by a newer version (${head.shape.migrations.at(-1)}). Restore it with that one.`,
    )
  }
  if (!(await isUnused(client))) {
    throw new Error(
      'There is an installation in this database already. Restore into an empty one: another LUBDUB_DATA_DIR, or another database.',
    )
  }
  await migrate(client, migrations.directory, { upTo: head.shape.migrations.at(-1) ?? null })
  const opened = await beginLoading(client, head.shape)
  try {
    const written = await readBackup(file, (table, data) => loadTable(client, table, data))
    await endLoading(client, head.shape, opened)
    return written
  } catch (error) {
    await cancelLoading(client)
    throw error
  }
}
