import pg from 'pg'
import { connectionOf, type DatabaseRole } from './connection'
import { applySession, limitSettings, limitsOf, PATIENCE_MS } from './session'

const TIMESTAMPTZ = 1184
/** An option of pg 8.23 that its types do not have yet. */
const PIPELINED = { pipeline: true }
const KEEPALIVE_MS = 5_000
const SESSION = { timezone: 'UTC', jit: 'off' }
/**
 * Bulk statements fetch a few hundred rows by key from tables of any size. The planner does not
 * know the length of an array, and plans again for each call. One plan that uses the index is right
 * for all of them.
 */
const BY_INDEX = {
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  join_collapse_limit: '1',
}
const INT8 = 20

let day = ''
let dayAt = 0

/**
 * Sessions use UTC, so an instant reads `2026-11-22 02:14:07.123456+00`. Instants read one after
 * another are mostly of one day.
 */
export function parseInstant(text: string): number {
  if (text.charCodeAt(10) !== 32 || text.charCodeAt(text.length - 3) !== 43) return Date.parse(text)
  if (!text.startsWith(day) || day === '') {
    day = text.slice(0, 10)
    dayAt = Date.parse(`${day}T00:00:00Z`)
  }
  const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528
  const seconds = (two(11) * 60 + two(14)) * 60 + two(17)
  const fraction = text.charCodeAt(19) === 46 ? Math.floor(Number(text.slice(19, -3)) * 1_000 + 1e-6) : 0
  return dayAt + seconds * 1_000 + fraction
}

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && oid === TIMESTAMPTZ) return parseInstant
    if (format !== 'binary' && oid === INT8) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/**
 * A pool that returns instants as milliseconds and bigints as numbers, in UTC. Statements that are
 * sent without waiting go over the connection together. `byIndex`: for the bulk statements of
 * ingest, checker and sender, and not for pages. `role`: the role of the sessions from their first
 * statement on; without it they have the login itself, which owns the tables.
 * `idleInTransactionMs`: 5 s if left out.
 */
export function createPool(
  url: string,
  options: {
    name: string
    max: number
    statementTimeoutMs: number
    role?: DatabaseRole | null
    connectTimeoutMs?: number
    idleInTransactionMs?: number
    byIndex?: boolean
  },
): pg.Pool {
  const session = options.byIndex ? { ...SESSION, ...BY_INDEX } : SESSION
  const role = options.role ?? null
  const limits = limitsOf(options)
  const pool = new pg.Pool({
    ...connectionOf(url, {
      role,
      session: Object.entries(session)
        .map(([name, value]) => `-c ${name}=${value}`)
        .join(' '),
    }),
    onConnect: (client) => applySession(client, { role, settings: { ...session, ...limitSettings(limits) } }),
    application_name: `lubdub-${options.name}`,
    max: options.max,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    ...limits,
    // A server that hangs, or a network that loses packets, does not keep the server's timeouts.
    // This limit destroys a pipelined client.
    query_timeout: options.statementTimeoutMs + PATIENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_MS,
    types: types as pg.CustomTypesConfig,
    ...PIPELINED,
  })
  // When a connection is cut, its running statements fail, and the next use opens a new connection.
  // The pool emits the error as an event too. Without a listener, that event would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  if (options.byIndex) pool.on('acquire', forgetOldPlans)
  return pool
}

const PLANS_LIVE_MS = 2_000
const plannedAt = new WeakMap<pg.PoolClient, number>()

/**
 * The plan of a statement is made for the present size of the tables. A plan made for empty tables
 * is very slow for full ones.
 */
function forgetOldPlans(client: pg.PoolClient): void {
  const now = performance.now()
  if (now - (plannedAt.get(client) ?? 0) < PLANS_LIVE_MS) return
  plannedAt.set(client, now)
  client.query('DISCARD PLANS').catch(() => {})
}
