import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { atLeast, atMost, type Goal, printGoals } from '@/bench/support/goals'
import { machine } from '@/bench/support/machine'
import type { OwnedPostgres } from '@/bench/support/owned-postgres'
import { residentMegabytes } from '@/bench/support/resident-megabytes'
import { spawnIngest, spawnRole } from '@/bench/support/roles'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { findFreePort } from '@/server/start/free-port'
import { checkLedger } from './check-ledger'
import type { LoadKind, LoadLedger } from './load'
import { type IngestFigure, LoadMeter } from './load-meter'
import { makeMonitors } from './make-monitors'
import { measureBytes, type StoredBytes } from './measure-bytes'

const MONITORS = 1_000
const CONNECTIONS = 64
const SECRET = 'bench'.repeat(10)

/** Measures beats a second against the baselines, all in one run, and compares the answers with the stored rows. */
export async function benchIngest(options: {
  postgres: OwnedPostgres
  workDir: string
  seconds: number
}): Promise<boolean> {
  const { postgres, workDir, seconds } = options
  const databaseUrl = postgres.url
  const pool = createPool(databaseUrl, { name: 'bench', max: 4, statementTimeoutMs: 120_000 })
  const keyring = createKeyring(SECRET)
  const keys = await makeMonitors(pool, { count: MONITORS, keyring })
  const keysFile = path.join(workDir, 'keys.txt')
  writeFileSync(keysFile, keys.join('\n'))
  console.log(
    `\nIngest: ${MONITORS} monitors, ${seconds} s each, load generator on the same machine: ${machine()}, fsync on, synchronous_commit on`,
  )
  const meter = new LoadMeter({ postgres, workDir, keysFile, seconds })
  const baselines = await measureBaselines(meter, databaseUrl)
  const { ledgers, ...ingest } = await measureIngest(meter, databaseUrl)

  const bytes = await measureBytes(pool, { stepRuns: `r.key LIKE 'steps-%' AND r.state = 'succeeded'` })
  const wrong = await checkLedger(pool, { ledgers, keys, keyring })
  await pool.end()
  const answered = ledgers.reduce((sum, ledger) => sum + ledger.answered, 0)
  console.log(
    `  plain success at 256 connections: ${Math.round(ingest.wide.perSecond)}/s; ledger: ${answered} beats answered`,
  )
  for (const line of wrong.slice(0, 10)) console.log(`  LEDGER: ${line}`)
  printGoals(goalsOf({ ...baselines, ...ingest, bytes, wrong }))
  return wrong.length === 0
}

interface Baselines {
  bare: IngestFigure
  one: IngestFigure
}

async function measureBaselines(meter: LoadMeter, databaseUrl: string): Promise<Baselines> {
  const measure = async (name: string, { role, kind }: { role: 'bare' | 'one-commit'; kind: LoadKind }) => {
    const port = await findFreePort()
    const server = spawnRole(role, { port, databaseUrl })
    await server.ready
    const { figure } = await meter.measure(name, { server, port, connections: CONNECTIONS, kind })
    server.kill()
    return figure
  }
  return {
    bare: await measure('bare node:http, 64 connections', { role: 'bare', kind: 'bare' }),
    one: await measure('node:http + pg, one commit per beat, 64', { role: 'one-commit', kind: 'plain' }),
  }
}

interface IngestFigures {
  plain: IngestFigure
  keyed: IngestFigure
  runs: IngestFigure
  /** At 256 connections. */
  wide: IngestFigure
  /** Resident memory in the end, in MB. Null: the system does not say. */
  rss: number | null
}

async function measureIngest(
  meter: LoadMeter,
  databaseUrl: string,
): Promise<IngestFigures & { ledgers: LoadLedger[] }> {
  const port = await findFreePort()
  const server = spawnIngest({ port, databaseUrl, secret: SECRET })
  await server.ready
  const ledgers: LoadLedger[] = []
  const measure = async (name: string, kind: LoadKind, { connections } = { connections: CONNECTIONS }) => {
    const { figure, ledger } = await meter.measure(name, { server, port, connections, kind })
    ledgers.push(ledger)
    return figure
  }
  await measure('lubdub plain success, 64 (warming up)', 'plain')
  const plain = await measure('lubdub plain success, 64', 'plain')
  const keyed = await measure('lubdub success that creates a run, 64', 'keyed')
  const runs = await measure('lubdub start + progress + success, 64', 'runs')
  await measure('lubdub runs of three steps, 64', 'steps')
  const wide = await measure('lubdub plain success, 256', 'plain', { connections: 256 })
  const rss = residentMegabytes(server.pid)
  server.kill()
  await server.exited
  return { plain, keyed, runs, wide, rss, ledgers }
}

interface Measured extends Baselines, IngestFigures {
  bytes: StoredBytes
  wrong: readonly string[]
}

function goalsOf({ bare, one, plain, keyed, runs, rss, bytes, wrong }: Measured): Goal[] {
  return [
    atLeast('plain beats at 64 connections', plain.perSecond, { limit: 12_000, unit: 'beats/s' }),
    atLeast('… as a share of bare node:http', plain.perSecond / bare.perSecond, { limit: 0.22, unit: '' }),
    atLeast('… against one commit per beat', plain.perSecond / one.perSecond, { limit: 1.5, unit: 'times' }),
    atMost('… p99', plain.p99, { limit: 15, unit: 'ms' }),
    atLeast('success that creates a run, as a share of bare node:http', keyed.perSecond / bare.perSecond, {
      limit: 0.15,
      unit: '',
    }),
    atLeast('beats of runs at 64 connections', runs.perSecond, { limit: 8_000, unit: 'beats/s' }),
    atLeast('… as a share of bare node:http', runs.perSecond / bare.perSecond, { limit: 0.14, unit: '' }),
    atMost('… p99', runs.p99, { limit: 15, unit: 'ms' }),
    atMost(`bytes a beat on disk, with its index (${bytes.beats} beats)`, bytes.aBeat, { limit: 210, unit: 'B' }),
    atMost(`bytes a run of three steps, without its beats (${bytes.runs} runs)`, bytes.aRun, { limit: 400, unit: 'B' }),
    atMost('answered beats without a row, and other errors', wrong.length, { limit: 0, unit: '' }),
    ...(rss === null ? [] : [atMost('resident memory of ingest afterwards', rss, { limit: 200, unit: 'MB' })]),
  ]
}
