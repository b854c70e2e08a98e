import type { Pool } from 'pg'
import { NO_ID } from '@/lib/base/ids'
import type { Keyring } from '@/lib/base/secrets'
import { type PublicId, toPublicId } from '@/lib/contract/ids'
import {
  ENCRYPTED_COLUMNS,
  type EncryptedColumn,
  loadEncrypted,
  replaceEncrypted,
} from '@/lib/db/queries/encrypted-rows'

export interface RotatedSecret {
  table: string
  reencrypted: number
  /** The objects whose text no secret of the keyring can decrypt; of a second factor, its person. */
  unopened: PublicId[]
}

/**
 * Encrypts everything with the keyring's current secret, in batches, while all processes run. A
 * text that changes meanwhile is not overwritten. If it is stopped and started again, it continues.
 */
export async function rotateInstallationSecret(
  pool: Pool,
  keyring: Keyring,
  { batch = 200 } = {},
): Promise<RotatedSecret[]> {
  const done: RotatedSecret[] = []
  for (const column of ENCRYPTED_COLUMNS) done.push(await rotateColumn(pool, keyring, { column, batch }))
  return done
}

async function rotateColumn(
  pool: Pool,
  keyring: Keyring,
  { column, batch }: { column: EncryptedColumn; batch: number },
): Promise<RotatedSecret> {
  const done: RotatedSecret = { table: `${column.table}.${column.column}`, reencrypted: 0, unopened: [] }
  for (let after = NO_ID; ; ) {
    const rows = await loadEncrypted(pool, column, { keyId: keyring.currentHead, after, limit: batch })
    const last = rows.at(-1)
    if (!last) return done
    after = last.id
    const replaced = rows.flatMap(({ id, encrypted, context }) => {
      try {
        return [{ id, encrypted, replacement: keyring.encrypt(keyring.decrypt(encrypted, context), context) }]
      } catch {
        done.unopened.push(toPublicId(column.kind, id))
        return []
      }
    })
    done.reencrypted += await replaceEncrypted(pool, column, replaced)
  }
}
