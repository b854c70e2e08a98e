import type { ClientBase } from 'pg'
import type { Digest } from '@/lib/contract/events'

export interface DigestMember {
  id: string
  type: Digest['events'][number]['type']
  at: string
  reason: string
  monitorId: string
  monitorName: string
  runId: string | null
}

export interface DigestMembers {
  /** The first 1,000, in the order in which they were created. */
  members: DigestMember[]
  count: number
  downCount: number
  upCount: number
}

const NAMED = 1_000

/** The members of these digests, by digest id. */
export async function loadMembers(
  client: ClientBase,
  digests: readonly { workspaceId: string; channelId: string; id: string }[],
): Promise<Map<string, DigestMembers>> {
  const { rows } = await client.query({
    text: `SELECT * FROM (
        SELECT d.digest_id, d.id, d.type, d.event, d.monitor_id, m.name, d.run_id,
          row_number() OVER (PARTITION BY d.digest_id ORDER BY d.ordinal) AS place,
          count(*) OVER whole AS count,
          count(*) FILTER (WHERE d.type = 'monitor.down') OVER whole AS down_count,
          count(*) FILTER (WHERE d.type = 'monitor.up') OVER whole AS up_count
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(workspace_id, channel_id, digest_id)
        JOIN delivery d USING (workspace_id, channel_id, digest_id)
        JOIN monitor m ON m.workspace_id = d.workspace_id AND m.id = d.monitor_id
        WHERE d.state = 'pending' WINDOW whole AS (PARTITION BY d.digest_id)
      ) AS member WHERE place <= $4 ORDER BY digest_id, place`,
    values: [digests.map((d) => d.workspaceId), digests.map((d) => d.channelId), digests.map((d) => d.id), NAMED],
  })
  const byDigest = new Map<string, DigestMembers>()
  for (const row of rows) {
    const known = byDigest.get(row.digest_id)
    const entry: DigestMembers = known ?? {
      members: [],
      count: row.count,
      downCount: row.down_count,
      upCount: row.up_count,
    }
    if (!known) byDigest.set(row.digest_id, entry)
    entry.members.push({
      id: row.id,
      type: row.type,
      at: row.event.at,
      reason: row.event.reason,
      monitorId: row.monitor_id,
      monitorName: row.name,
      runId: row.run_id,
    })
  }
  return byDigest
}

/** The number of members of these digests, by digest id, without their names. */
export async function countMembers(
  client: ClientBase,
  digests: readonly { workspaceId: string; channelId: string; id: string }[],
): Promise<Map<string, DigestMembers>> {
  const { rows } = await client.query({
    text: `SELECT digest_id, count(*) AS count, count(*) FILTER (WHERE d.type = 'monitor.down') AS down_count,
        count(*) FILTER (WHERE d.type = 'monitor.up') AS up_count
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(workspace_id, channel_id, digest_id)
      JOIN delivery d USING (workspace_id, channel_id, digest_id) WHERE d.state = 'pending' GROUP BY 1`,
    values: [digests.map((d) => d.workspaceId), digests.map((d) => d.channelId), digests.map((d) => d.id)],
  })
  return new Map(
    rows.map((row) => [
      row.digest_id,
      { members: [], count: row.count, downCount: row.down_count, upCount: row.up_count },
    ]),
  )
}
