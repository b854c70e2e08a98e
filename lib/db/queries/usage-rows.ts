import type { SqlClient } from './sql-in'

export interface DayCount {
  day: string
  count: number
}

/**
 * Beats of a workspace per day in UTC, oldest first, for `days` days with today. Past days are
 * stored in `usage_day`. Days that the worker has not stored yet are counted, each with one
 * statement.
 */
export async function countBeatsByDay(
  sql: SqlClient,
  { workspaceId, days, now }: { workspaceId: string; days: number; now: Date },
): Promise<DayCount[]> {
  const { rows } = await sql.query<{ day: string; count: number | null }>(
    `SELECT to_char(d.day, 'YYYY-MM-DD') AS day,
       coalesce(u.beats, CASE WHEN w.created_at >= (d.day + interval '1 day') AT TIME ZONE 'UTC' THEN 0 END)::float8 AS count
     FROM workspace w
     CROSS JOIN generate_series(($2::timestamptz AT TIME ZONE 'UTC')::date - $3::int + 1,
       ($2::timestamptz AT TIME ZONE 'UTC')::date, interval '1 day') AS d(day)
     LEFT JOIN usage_day u ON u.workspace_id = w.id AND u.day = d.day::date
     WHERE w.id = $1 ORDER BY d.day`,
    [workspaceId, now.toISOString(), days],
  )
  const counted: DayCount[] = []
  for (const { day, count } of rows) {
    counted.push({ day, count: count ?? (await countBeatsOfDay(sql, { workspaceId, day })) })
  }
  return counted
}

async function countBeatsOfDay(sql: SqlClient, { workspaceId, day }: { workspaceId: string; day: string }) {
  const { rows } = await sql.query<{ count: number }>(
    `SELECT ${beatsOfDay({ workspaceId: '$1', from: '$2::timestamptz', to: '$3::timestamptz' })}::float8 AS count`,
    [workspaceId, ...boundsOfDay(day)],
  )
  return rows[0]!.count
}

/**
 * The first instant of a day in UTC and of the next day. As values, not as SQL, so that the planner
 * chooses one partition.
 */
export function boundsOfDay(day: string): [from: string, to: string] {
  const from = Date.parse(`${day}T00:00:00Z`)
  return [new Date(from).toISOString(), new Date(from + 86_400_000).toISOString()]
}

/**
 * SQL for the number of beats of a workspace on one day, from its first instant to that of the
 * next. A monitor's `seq` has no gaps, so two index probes, for the first and the last beat, give
 * the count. At midnight, two ingest processes may number beats in the wrong order. Two more probes
 * subtract beats between the two that belong to the day before or after. Calls are answered within
 * seconds, so one hour is enough.
 */
export function beatsOfDay({ workspaceId, from, to }: { workspaceId: string; from: string; to: string }): string {
  const beats = (since: string, until: string) =>
    `FROM beat b WHERE b.workspace_id = ${workspaceId} AND b.monitor_id = m.id
       AND b.received_at >= ${since} AND b.received_at < ${until}`
  const probe = (order: 'ASC' | 'DESC') => `(SELECT b.seq ${beats(from, to)} ORDER BY b.seq ${order} LIMIT 1)`
  const between = (since: string, until: string) =>
    `(SELECT count(*) ${beats(since, until)} AND b.seq > f.seq AND b.seq < l.seq)`
  return `(SELECT coalesce(sum(l.seq - f.seq + 1
      - ${between(`${from} - interval '1 hour'`, from)} - ${between(to, `${to} + interval '1 hour'`)}), 0)
    FROM monitor m CROSS JOIN LATERAL ${probe('ASC')} AS f CROSS JOIN LATERAL ${probe('DESC')} AS l
    WHERE m.workspace_id = ${workspaceId})`
}
