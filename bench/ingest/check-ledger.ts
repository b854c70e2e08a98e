import type { Pool } from 'pg'
import type { Keyring } from '@/lib/base/secrets'
import type { LoadLedger } from './load'

/**
 * Compares the answers with the stored rows. Returns sentences about errors; none when every answered beat is a row.
 */
export async function checkLedger(
  pool: Pool,
  { ledgers, keys, keyring }: { ledgers: readonly LoadLedger[]; keys: readonly string[]; keyring: Keyring },
): Promise<string[]> {
  const wrong: string[] = []
  const { rows } = await pool.query<{ n: number; beats: number; seq: number; last: number | null }>(
    `SELECT t.n::int4 AS n, count(b.seq) AS beats, s.seq, max(b.seq) AS last
     FROM unnest($1::bytea[]) WITH ORDINALITY AS t(hash, n)
     JOIN heartbeat_key k USING (hash) JOIN monitor_state s USING (workspace_id, monitor_id)
     LEFT JOIN beat b USING (workspace_id, monitor_id) GROUP BY t.n, s.seq`,
    [keys.map((key) => keyring.hash(key))],
  )
  for (const { n, beats, seq, last } of rows) {
    const answered = ledgers.reduce((sum, ledger) => sum + ledger.byKey[n - 1]!, 0)
    if (beats !== answered) wrong.push(`monitor ${n}: ${answered} beats were answered, ${beats} are stored`)
    if (seq !== beats || (last ?? 0) !== beats) wrong.push(`monitor ${n}: seq ${seq}, last ${last}, ${beats} rows`)
  }
  const ended = ledgers.reduce((sum, ledger) => sum + ledger.runsEnded, 0)
  const { rows: runs } = await pool.query<{ ended: number }>(
    `SELECT count(*) AS ended FROM run WHERE key IS NOT NULL AND state = 'succeeded'`,
  )
  if (runs[0]!.ended !== ended)
    wrong.push(`${ended} runs were acknowledged as succeeded, ${runs[0]!.ended} are stored so`)
  return wrong
}
