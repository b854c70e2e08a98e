import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import { loadSealedElsewhere, SEALED_COLUMNS } from '@/lib/db/queries/sealed-rows'

/** A column with texts that no secret of the ring opens. */
export interface Unopened {
  column: string
  /** Of the first few that were tried. */
  count: number
}

const TRIED = 100

/**
 * Where there are texts that cannot be opened: a secret was taken away before everything was sealed anew, or is lost. Tells
 * of them and refuses nothing: with a lost secret the rest has to go on.
 */
export async function findUnopened(pool: Pool, keyring: Keyring): Promise<Unopened[]> {
  const found: Unopened[] = []
  for (const sealed of SEALED_COLUMNS) {
    const rows = await loadSealedElsewhere(pool, sealed, { heads: keyring.heads, limit: TRIED })
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
