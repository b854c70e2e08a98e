import type { Pool, PoolClient } from 'pg'

/**
 * Runs `work` while another transaction has executed `statement`. That transaction is rolled back
 * at the end, even if `work` throws, unless the work commits it.
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
