import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import {
  ENCRYPTED_COLUMNS,
  type EncryptedColumn,
  loadEncrypted,
  replaceEncrypted,
} from '@/lib/db/queries/encrypted-rows'

export interface RotatedSecret {
  table: string
  resealed: number
  /** Ids of rows that no secret of the ring opens. */
  unopened: string[]
}

/**
 * Seals everything anew with the ring's current secret, in batches, while all processes run: a text that somebody changes
 * meanwhile is left to them. Begun again after a stop, it goes on where it was.
 */
export async function rotateInstallationSecret(
  pool: Pool,
  keyring: Keyring,
  { batch = 200 } = {},
): Promise<RotatedSecret[]> {
  const done: RotatedSecret[] = []
  for (const column of ENCRYPTED_COLUMNS) done.push(await resealColumn(pool, keyring, { column, batch }))
  return done
}

async function resealColumn(
  pool: Pool,
  keyring: Keyring,
  { column, batch }: { column: EncryptedColumn; batch: number },
): Promise<RotatedSecret> {
  const done: RotatedSecret = { table: `${column.table}.${column.column}`, resealed: 0, unopened: [] }
  for (let after = ''; ; ) {
    const rows = await loadEncrypted(pool, column, { head: keyring.currentHead, after, limit: batch })
    const last = rows.at(-1)
    if (!last) return done
    after = last.id
    const anew = rows.flatMap(({ id, sealed, context }) => {
      try {
        return [{ id, sealed, anew: keyring.encrypt(keyring.decrypt(sealed, context), context) }]
      } catch {
        done.unopened.push(id)
        return []
      }
    })
    done.resealed += await replaceEncrypted(pool, column, anew)
  }
}
