import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { ClockCase } from './play-case'
import type { Stage } from './stage'

const PATH_OF_BEATS = ['beat', 'run', 'monitor_state', 'heartbeat_key', 'monitor']
const OTHER_TABLES = ['run_part', 'beat_idempotency', 'flip', 'incident', 'delivery', 'channel', 'monitor_channel']
const OF_THE_CLOCK = ['ingest_node', 'outage', 'postponed', 'workspace', 'unjudged', 'clock_hold']

/** The most important scenarios, in half a minute. */
export const shortCases: readonly ClockCase[] = [pauseAndCommitLate(3), lockTable('beat', 6, 'one')]

export const longCases: readonly ClockCase[] = [
  ...[1, 2, 3].map(pauseIngest),
  ...[6, 10].map(pauseIngest),
  ...[2, 3].map(pauseAndCommitLate),
  pauseWorker(5),
  pauseWorker(10),
  pausePostgres(2),
  pausePostgres(8),
  ...PATH_OF_BEATS.map((table) => lockTable(table, 7, 'either')),
  ...OTHER_TABLES.map((table) => lockTable(table, 7, 'none')),
  ...OF_THE_CLOCK.map((table) => lockTable(table, 7, 'either')),
  revokeInsert(7),
  vanish(),
  vanishWhole(8),
  withoutDescriptors(8),
]

function pauseIngest(seconds: number): ClockCase {
  return {
    title: `ingest stopped for ${seconds} s over deadlines, with beats in its sockets`,
    outage: seconds < 4 ? 'none' : seconds > 5 ? 'one' : 'either',
    act: ({ ingest }) => pause([ingest.pid!], seconds),
  }
}

/** The beats in the sockets are read long before they are committed: a tick comes in between. */
function pauseAndCommitLate(seconds: number): ClockCase {
  return {
    title: `ingest stopped for ${seconds} s over deadlines, and its next beats take another 0.8 s to commit`,
    outage: 'none',
    act: (stage) =>
      asOwner(stage, async (client) => {
        await pause([stage.ingest.pid!], seconds, async () => {
          await client.query('BEGIN')
          await client.query('LOCK TABLE beat IN ACCESS EXCLUSIVE MODE')
        })
        await delay(800)
        await client.query('ROLLBACK')
      }),
  }
}

function pauseWorker(seconds: number): ClockCase {
  return {
    title: `worker stopped for ${seconds} s`,
    outage: 'none',
    act: ({ worker }) => pause([worker.pid!], seconds),
  }
}

function pausePostgres(seconds: number): ClockCase {
  return {
    title: `a PostgreSQL that hangs for ${seconds} s: postmaster and backends stopped`,
    outage: seconds < 4 ? 'none' : 'one',
    act: (stage) => pause(stage.postgresPids(), seconds),
  }
}

async function pause(pids: readonly number[], seconds: number, beforeItEnds = async () => {}): Promise<void> {
  for (const pid of pids) signal(pid, 'SIGSTOP')
  await delay(seconds * 1_000)
  await beforeItEnds()
  for (const pid of pids) signal(pid, 'SIGCONT')
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // A backend that has ended since.
  }
}

function lockTable(table: string, seconds: number, outage: ClockCase['outage']): ClockCase {
  return {
    title: `${table} locked for ${seconds} s`,
    outage,
    act: (stage) =>
      asOwner(stage, async (client) => {
        await client.query('BEGIN')
        await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
        await delay(seconds * 1_000)
        await client.query('ROLLBACK')
      }),
  }
}

function revokeInsert(seconds: number): ClockCase {
  return {
    title: `no beat may be stored for ${seconds} s`,
    outage: 'one',
    act: (stage) =>
      asOwner(stage, async (client) => {
        await client.query('REVOKE INSERT ON beat FROM lubdub_ingest')
        await delay(seconds * 1_000)
        await client.query('GRANT INSERT ON beat TO lubdub_ingest')
      }),
  }
}

async function asOwner(stage: Stage, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: stage.postgres.url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function vanish(): ClockCase {
  return {
    title: 'every connection to the database is lost without a signal; new ones work',
    outage: 'either',
    slackSeconds: 15,
    async act({ proxy }) {
      proxy.swallow()
      await delay(6_000)
    },
  }
}

function vanishWhole(seconds: number): ClockCase {
  return {
    title: `the connection to the database drops everything for ${seconds} s, new connections too`,
    outage: 'one',
    slackSeconds: 15,
    async act({ proxy }) {
      proxy.swallow({ isWhole: true })
      await delay(seconds * 1_000)
      proxy.letThrough()
    },
  }
}

/** Ingest may not open any more files. */
function withoutDescriptors(seconds: number): ClockCase {
  return {
    title: `descriptors of ingest used up for ${seconds} s`,
    outage: 'either',
    async act({ ingest }) {
      const directory = `/proc/${ingest.pid}/fd`
      if (!existsSync(directory)) return
      const before = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${ingest.pid}/limits`, 'utf8'))![1]!
      const limit = (files: string) => execFileSync('prlimit', ['--pid', String(ingest.pid), `--nofile=${files}:`])
      limit(String(readdirSync(directory).length))
      await delay(seconds * 1_000)
      limit(before)
    },
  }
}
