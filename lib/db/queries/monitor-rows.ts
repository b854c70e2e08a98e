import { NO_ID } from '@/lib/base/ids'
import { fromPublicId } from '@/lib/contract/ids'
import type { MonitorSettings } from '@/lib/contract/monitor-setting-shapes'
import { type MonitorFact, RANK_RULES, SHOWN_RULES, TROUBLES } from '@/lib/core'
import { QUIET_LIMITS } from '@/lib/core/runs/limits'
import type { MonitorStatus } from '@/lib/core/types'
import { columnOf } from '../column-of'
import type { Flip, Monitor, MonitorState } from '../generated/client'
import { type FactSql, firstTrueSql } from '../rule-sql'
import { SETTING_COLUMNS } from '../setting-columns'
import { stateFacts } from '../state-facts'
import { type InDoubtRow, inDoubt, isOccurrenceInDoubt } from './in-doubt'
import type { Plain } from './plain'
import type { SqlClient } from './sql-in'

type OfMonitor = Plain<Pick<Monitor, 'id' | 'createdAt' | 'updatedAt'>>
type OfState = Plain<
  Pick<MonitorState, 'seq' | 'expectedAt' | 'lastBeatAt' | 'lastSuccessAt' | 'runsDropped' | 'checkError'>
>
/** Of the flip to down. */
type OfFlip = Plain<Pick<Flip, 'awayFromAt' | 'awayToAt'>>

/** A monitor with all data of its view. Instants are milliseconds. */
export interface MonitorRow extends MonitorSettings, OfMonitor, OfState, OfFlip {
  status: MonitorStatus
  /** The database's time of the query. */
  now: number
  openRuns: number
  since: number
  downReason: string | null
  /** The run and the part that the reason is about. Null: none, or it is not down. */
  downRunId: string | null
  downPart: string | null
  inDoubt: InDoubtRow | null
  /** Starts of the open runs, and their deadlines in the same order. */
  openStartedAt: (number | null)[]
  openDeadlineAt: (number | null)[]
  /** The order by attention: the lowest comes first. */
  rank: number
}

export interface MonitorFilter {
  monitorId?: string
  query?: string
  shown?: string
  family?: string
  /** The monitor has all of these tags, in upper or lower case. */
  tags?: readonly string[]
  /** The only family that the caller may see. Null: all. */
  reach?: string | null
  afterId?: string
  /** In the order of attention instead of by id; then the cursor consists of rank and id. */
  byAttention?: boolean
  afterRank?: number
  limit: number
}

/** Monitors of a workspace that are not deleted, by id (oldest first), or in the order of attention. */
export async function loadMonitorRows(
  db: SqlClient,
  workspaceId: string,
  { monitorId, query, shown, family, tags, reach, afterId, byAttention, afterRank, limit }: MonitorFilter,
): Promise<MonitorRow[]> {
  const values: unknown[] = [
    workspaceId,
    monitorId ?? null,
    query || null,
    shown ?? null,
    family ?? null,
    afterId ?? NO_ID,
    limit,
  ]
  values.push(reach ?? null, tags ?? null, idIn(query))
  if (byAttention) values.push(afterRank ?? -1)
  const { rows } = await db.query<MonitorRow>(
    byAttention ? BY_ATTENTION : shown && OF_RUNS.has(shown) ? BY_ID_WITH_RUN : BY_ID,
    values,
  )
  return rows
}

// In whole milliseconds, as the core sees it: filter and view must agree.
const NOW = `date_trunc('milliseconds', statement_timestamp())`

// The facts of the core's rules, as they are stored. `n` is the newest run.
const FACTS: FactSql<MonitorFact> = {
  ...stateFacts(NOW),
  silent: 'n.silent',
  stalled: 'n.stalled',
  partial: `n.state = 'partial'`,
}

const SHOWN = firstTrueSql(SHOWN_RULES, FACTS, (shown) => `'${shown}'`)
const RANK = firstTrueSql(RANK_RULES, FACTS, String)

const IN_DOUBT = inDoubt(`u.workspace_id = page.workspace_id AND u.monitor_id = page.id AND u.run_id = '${NO_ID}'
  AND ${isOccurrenceInDoubt({ status: 'page.status', expectedAt: 'page."expectedAt"' })}`)

// No index: under row-level security PostgreSQL uses none for `@>`, which is not leakproof, and reads all monitors of the workspace.
const hasTags = (tags: string) => `(${tags}::text[] IS NULL
  OR ARRAY(SELECT lower(t) FROM unnest(m.tags) t) @> ARRAY(SELECT lower(t) FROM unnest(${tags}::text[]) t))`

// As `deriveRunState` of the core: by the limit that the checker has stored, else by the one that may have passed since.
const isQuiet = ({ at, from, seconds }: (typeof QUIET_LIMITS)[keyof typeof QUIET_LIMITS]) => `r.state = 'running'
    AND coalesce(r.${columnOf(at)}, r.${columnOf(from)} + make_interval(secs => m.${columnOf(seconds)})) <= ${NOW}`

// In SQL, because a list is filtered and sorted by it. A test compares it with the core over all cases.
const NEWEST_RUN = `LEFT JOIN LATERAL (SELECT r.state, ${isQuiet(QUIET_LIMITS.silent)} AS silent, ${isQuiet(QUIET_LIMITS.stalled)} AS stalled
  FROM run r WHERE r.workspace_id = m.workspace_id AND r.monitor_id = m.id ORDER BY r.number DESC LIMIT 1) n ON true`

const TROUBLE = firstTrueSql(
  TROUBLES.map((trouble) => [trouble, trouble] as const),
  FACTS,
  (trouble) => `'${trouble}'`,
)

/** How many monitors there are of each kind that a list can filter by. */
export async function countMonitors(
  db: SqlClient,
  workspaceId: string,
  { query, family, tags, reach }: Pick<MonitorFilter, 'query' | 'family' | 'tags' | 'reach'>,
): Promise<Record<string, number>> {
  const { rows } = await db.query<{ word: string; count: number }>(COUNTS, [
    workspaceId,
    query || null,
    family ?? null,
    reach ?? null,
    tags ?? null,
    idIn(query),
  ])
  return Object.fromEntries(rows.map(({ word, count }) => [word, count]))
}

const COUNTS = `SELECT w.word, count(*)::int4 AS count
  FROM monitor m JOIN monitor_state s ON s.workspace_id = m.workspace_id AND s.monitor_id = m.id ${NEWEST_RUN}
  CROSS JOIN LATERAL (SELECT ${SHOWN} AS word UNION ALL SELECT ${TROUBLE}) w
  WHERE m.workspace_id = $1 AND m.deleted_at IS NULL AND w.word IS NOT NULL
    AND ($2::text IS NULL OR position(lower($2) IN lower(concat_ws(' ', m.name, m.family))) > 0 OR m.id = $6::uuid)
    AND ($3::text IS NULL OR m.family = $3) AND ($4::text IS NULL OR m.family = $4) AND ${hasTags('$5')}
  GROUP BY 1`

/** Kinds that depend on the newest run; all others are read without runs. */
const OF_RUNS: ReadonlySet<string> = new Set(TROUBLES)

const SETTINGS = SETTING_COLUMNS.map(({ name, column }) => `m.${column} AS "${name}"`).join(', ')

const list = ({
  isByAttention = false,
  hasRun = false,
}: {
  isByAttention?: boolean
  hasRun?: boolean
}) => `WITH page AS (
  SELECT m.workspace_id, m.id, ${SETTINGS},
    m.created_at AS "createdAt", m.updated_at AS "updatedAt", s.status, ${NOW} AS now, s.seq::float8 AS seq,
    s.expected_at AS "expectedAt", s.last_beat_at AS "lastBeatAt", s.last_success_at AS "lastSuccessAt",
    s.open_run_count AS "openRuns",
    CASE WHEN s.run_day = floor(extract(epoch FROM ${NOW}) / 86400) THEN s.runs_dropped ELSE 0 END AS "runsDropped",
    s.check_error AS "checkError", s.flip_version, ${isByAttention ? RANK : '0'} AS rank
  FROM monitor m JOIN monitor_state s ON s.workspace_id = m.workspace_id AND s.monitor_id = m.id ${hasRun ? NEWEST_RUN : ''}
  WHERE m.workspace_id = $1 AND m.deleted_at IS NULL AND ${isByAttention ? `(${RANK}, m.id) > ($11::int4, $6)` : 'm.id > $6'}
    AND ($2::uuid IS NULL OR m.id = $2)
    AND ($3::text IS NULL OR position(lower($3) IN lower(concat_ws(' ', m.name, m.family))) > 0 OR m.id = $10::uuid)
    AND ($4::text IS NULL OR ${SHOWN} = $4${hasRun ? ` OR ${TROUBLE} = $4` : ''})
    AND ($5::text IS NULL OR m.family = $5) AND ($8::text IS NULL OR m.family = $8) AND ${hasTags('$9')}
  ORDER BY ${isByAttention ? 'rank, m.id' : 'm.id'} LIMIT $7)
SELECT page.*, coalesce(f.at, page."createdAt") AS since, CASE WHEN page.status = 'down' THEN f.reason END AS "downReason",
  CASE WHEN page.status = 'down' THEN f.away_from_at END AS "awayFromAt",
  CASE WHEN page.status = 'down' THEN f.away_to_at END AS "awayToAt", ${IN_DOUBT} AS "inDoubt",
  CASE WHEN page.status = 'down' THEN f.run_id END AS "downRunId", CASE WHEN page.status = 'down' THEN f.part END AS "downPart",
  coalesce(o.started, ARRAY[]::float8[]) AS "openStartedAt", coalesce(o.deadlines, ARRAY[]::float8[]) AS "openDeadlineAt",
  ARRAY(SELECT c.channel_id FROM monitor_channel c
    WHERE c.workspace_id = page.workspace_id AND c.monitor_id = page.id ORDER BY c.channel_id) AS channels
FROM page
LEFT JOIN flip f ON f.workspace_id = page.workspace_id AND f.monitor_id = page.id AND f.version = page.flip_version
LEFT JOIN LATERAL (
  SELECT array_agg((extract(epoch FROM r.started_at) * 1000)::float8 ORDER BY r.number) AS started,
    array_agg((extract(epoch FROM r.deadline_at) * 1000)::float8 ORDER BY r.number) AS deadlines
  FROM run r WHERE r.workspace_id = page.workspace_id AND r.monitor_id = page.id AND r.state = 'running'
    AND page."openRuns" > 0) o ON true
ORDER BY page.rank, page.id`

const BY_ID = list({})
const BY_ID_WITH_RUN = list({ hasRun: true })
const BY_ATTENTION = list({ isByAttention: true, hasRun: true })

/** The id that a search text is. Null: it is none. */
const idIn = (query: string | undefined) => fromPublicId('mon', (query ?? '').toLowerCase())
