import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { ENCRYPTED_COLUMNS, loadEncryptedElsewhere } from '@/lib/db/queries/encrypted-rows'

/** A column with texts that no secret of the ring opens. */
export interface Undecryptable {
  column: string
  /** Of the first few that were tried. */
  count: number
}

const TRIED = 100

/**
 * Where there are texts that cannot be opened: a secret was taken away before everything was sealed anew, or is lost. Tells
 * of them and refuses nothing: with a lost secret the rest has to go on.
 */
export async function findUndecryptable(pool: Pool, keyring: Keyring): Promise<Undecryptable[]> {
  const found: Undecryptable[] = []
  for (const sealed of ENCRYPTED_COLUMNS) {
    const rows = await loadEncryptedElsewhere(pool, sealed, { heads: keyring.heads, limit: TRIED })
    const count = rows.filter((row) => !opens(keyring, row)).length
    if (count > 0) found.push({ column: `${sealed.table}.${sealed.column}`, count })
  }
  return found
}

function opens(keyring: Keyring, { sealed, context }: { sealed: Buffer; context: string }): boolean {
  try {
    keyring.decrypt(sealed, context)
    return true
  } catch {
    return false
  }
}
