import type { ClientBase } from 'pg'

export interface DigestToSave {
  workspaceId: string
  channelId: string
  digestId: string
  /** Null: the digest exists already and only gets more members. */
  dueAt: number | null
  memberIds: readonly string[]
}

/**
 * Creates digests and adds their members. The members stay pending until the digest ends, and end
 * with it. Their own due time is later than the end of any digest, so no sender takes them before.
 */
export async function saveDigests(client: ClientBase, digests: readonly DigestToSave[]): Promise<void> {
  const made = digests.filter((d) => d.dueAt !== null)
  const members = digests.flatMap((d) =>
    d.memberIds.map((id) => ({ workspaceId: d.workspaceId, digestId: d.digestId, id })),
  )
  const work: Promise<unknown>[] = []
  if (made.length > 0) {
    work.push(
      client.query({
        text: `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, event, next_attempt_at)
          SELECT w.workspace_id, w.id, w.channel_id, 'digest', 'digest:' || w.id,
            jsonb_build_object('at', to_char(clock_timestamp(), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', 'digest', 'part', NULL),
            to_timestamp(w.due_at / 1000.0)
          FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::float8[]) AS w(workspace_id, id, channel_id, due_at)`,
        values: [
          made.map((d) => d.workspaceId),
          made.map((d) => d.digestId),
          made.map((d) => d.channelId),
          made.map((d) => d.dueAt),
        ],
      }),
      client.query({
        text: `UPDATE channel c SET last_digest_at = clock_timestamp()
          FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, id) WHERE c.workspace_id = w.workspace_id AND c.id = w.id`,
        values: [made.map((d) => d.workspaceId), made.map((d) => d.channelId)],
      }),
    )
  }
  work.push(
    client.query({
      text: `UPDATE delivery d SET digest_id = w.digest_id, next_attempt_at = clock_timestamp() + interval '2 days'
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(workspace_id, id, digest_id)
        WHERE d.workspace_id = w.workspace_id AND d.id = w.id AND d.state = 'pending'`,
      values: [members.map((m) => m.workspaceId), members.map((m) => m.id), members.map((m) => m.digestId)],
    }),
  )
  await Promise.all(work)
}
