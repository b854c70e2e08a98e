import type { Pool } from 'pg'

/** Bytes on disk of what is stored, with its indexes. */
export interface StoredBytes {
  /** A plain beat, without its run. */
  aBeat: number
  /** A run with three steps, without its beats, in tables that are as tight as on the day of their making. */
  aRun: number
  beats: number
  runs: number
}

/** Measures what is stored. `stepRuns`: SQL, true for runs `r` of three steps. */
export async function measureBytes(pool: Pool, { stepRuns }: { stepRuns: string }): Promise<StoredBytes> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const beats = await sizeOfCopy(client, {
      table: 'beat',
      rows: `SELECT b.* FROM beat b LEFT JOIN run r ON r.workspace_id = b.workspace_id AND r.id = b.run_id
        WHERE b.monitor_id <> 'ffffffff-ffff-ffff-ffff-ffffffffffff' AND NOT (${stepRuns}) ORDER BY b.received_at`,
    })
    const runs = await sizeOfCopy(client, {
      table: 'run',
      rows: `SELECT r.* FROM run r WHERE ${stepRuns} ORDER BY r.id`,
    })
    const parts = await sizeOfCopy(client, {
      table: 'run_part',
      rows: `SELECT p.* FROM run_part p JOIN run r ON r.workspace_id = p.workspace_id AND r.id = p.run_id
        WHERE ${stepRuns} ORDER BY r.id, p.position`,
    })
    if (parts.rows !== 3 * runs.rows) throw new Error(`${runs.rows} runs have ${parts.rows} steps.`)
    return {
      aBeat: beats.bytes / beats.rows,
      aRun: (runs.bytes + parts.bytes) / runs.rows,
      beats: beats.rows,
      runs: runs.rows,
    }
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

async function sizeOfCopy(
  client: Pick<Pool, 'query'>,
  { table, rows }: { table: string; rows: string },
): Promise<{ bytes: number; rows: number }> {
  await client.query(`CREATE TEMPORARY TABLE copy (LIKE ${table} INCLUDING ALL) ON COMMIT DROP`)
  const { rowCount } = await client.query(`INSERT INTO copy ${rows}`)
  const sizes = await client.query<{ bytes: number }>(`SELECT pg_total_relation_size('copy') AS bytes`)
  await client.query('DROP TABLE copy')
  return { bytes: sizes.rows[0]!.bytes, rows: rowCount ?? 0 }
}
