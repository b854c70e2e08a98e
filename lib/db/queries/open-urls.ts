import type { Pool } from 'pg'

/** A webhook whose URL is not encrypted: it was stored before URLs were encrypted. */
export interface OpenUrl {
  workspaceId: string
  channelId: string
  url: string
}

/** `kind`: that of webhooks. */
export async function loadOpenUrls(pool: Pool, { kind, limit }: { kind: string; limit: number }): Promise<OpenUrl[]> {
  const { rows } = await pool.query<OpenUrl>(
    `SELECT workspace_id AS "workspaceId", id AS "channelId", config->>'url' AS url FROM channel
     WHERE kind = $1 AND secret_ciphertext IS NULL AND config->>'url' IS NOT NULL ORDER BY workspace_id, id LIMIT $2`,
    [kind, limit],
  )
  return rows
}

/** Replaces each URL by its public form and stores the encrypted URL, if the URL is still the same. */
export async function saveEncryptedUrls(
  pool: Pool,
  rows: readonly (OpenUrl & { shown: string; encrypted: Uint8Array })[],
): Promise<void> {
  await pool.query(
    `UPDATE channel c SET secret_ciphertext = n.encrypted, config = jsonb_set(c.config, '{url}', to_jsonb(n.shown))
     FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[]) AS n(workspace_id, id, url, shown, encrypted)
     WHERE c.workspace_id = n.workspace_id AND c.id = n.id AND c.secret_ciphertext IS NULL AND c.config->>'url' = n.url`,
    [
      rows.map((row) => row.workspaceId),
      rows.map((row) => row.channelId),
      rows.map((row) => row.url),
      rows.map((row) => row.shown),
      rows.map((row) => row.encrypted),
    ],
  )
}
