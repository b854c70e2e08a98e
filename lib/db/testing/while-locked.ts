import type { Pool, PoolClient } from 'pg'

/**
 * Runs `work` while another transaction has done `statement`, which is undone at the end whatever becomes of the work; unless that
 * commits it.
 */
export async function whileLocked<T>(
  pool: Pool,
  { statement, values = [] }: { statement: string; values?: unknown[] },
  work: (holder: PoolClient) => Promise<T>,
): Promise<T> {
  const holder = await pool.connect()
  let isBroken = false
  try {
    await holder.query('BEGIN')
    await holder.query(statement, values)
    return await work(holder)
  } finally {
    await holder.query('ROLLBACK').catch(() => {
      isBroken = true
    })
    holder.release(isBroken)
  }
}
