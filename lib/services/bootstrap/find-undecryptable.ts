import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { ENCRYPTED_COLUMNS, loadEncryptedElsewhere } from '@/lib/db/queries/encrypted-rows'

/** A column with texts that no secret of the keyring can decrypt. */
export interface Undecryptable {
  column: string
  /** How many of the first few texts that were tried. */
  count: number
}

const TRIED = 100

/**
 * Columns with texts that cannot be decrypted: a secret was removed before everything was encrypted
 * with the new one, or is lost. This is only a report: with a lost secret, the rest must continue
 * to work.
 */
export async function findUndecryptable(pool: Pool, keyring: Keyring): Promise<Undecryptable[]> {
  const found: Undecryptable[] = []
  for (const column of ENCRYPTED_COLUMNS) {
    const rows = await loadEncryptedElsewhere(pool, column, { keyIds: keyring.heads, limit: TRIED })
    const count = rows.filter((row) => !canDecrypt(keyring, row)).length
    if (count > 0) found.push({ column: `${column.table}.${column.column}`, count })
  }
  return found
}

function canDecrypt(keyring: Keyring, { encrypted, context }: { encrypted: Buffer; context: string }): boolean {
  try {
    keyring.decrypt(encrypted, context)
    return true
  } catch {
    return false
  }
}
