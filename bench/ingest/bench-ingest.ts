import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { busySeconds, cores, cpuSeconds } from '@/bench/support/cpu-time'
import { atLeast, atMost, printGoals } from '@/bench/support/goals'
import { machine } from '@/bench/support/machine'
import type { OwnedPostgres } from '@/bench/support/owned-postgres'
import { residentMegabytes } from '@/bench/support/resident-megabytes'
import { type RoleProcess, spawnRole } from '@/bench/support/roles'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { findFreePort } from '@/server/start/free-port'
import { checkLedger } from './check-ledger'
import type { LoadKind, LoadLedger, LoadPlan } from './load'
import { makeMonitors } from './make-monitors'
import { measureBytes } from './measure-bytes'

const MONITORS = 1_000

export interface IngestFigure {
  name: string
  perSecond: number
  p50: number
  p99: number
  refused: number
}

/** Measures beats a second against the baselines, all in one run, and compares the answers with the stored rows. */
export async function benchIngest(options: {
  postgres: OwnedPostgres
  workDir: string
  seconds: number
}): Promise<boolean> {
  const { postgres, workDir, seconds } = options
  const databaseUrl = postgres.url
  const secret = 'bench'.repeat(10)
  const pool = createPool(databaseUrl, { name: 'bench', max: 4, statementTimeoutMs: 120_000 })
  const keys = await makeMonitors(pool, { count: MONITORS, secret })
  const keysFile = path.join(workDir, 'keys.txt')
  writeFileSync(keysFile, keys.join('\n'))

  const ledgers: LoadLedger[] = []
  let seed = 1
  const measure = async (
    name: string,
    plan: { port: number; connections: number; kind: LoadKind; server: RoleProcess },
  ): Promise<IngestFigure> => {
    const { server, ...call } = plan
    const load: LoadPlan = { ...call, seconds, keysFile, seed: seed++ }
    const ledgerFile = path.join(workDir, `ledger-${seed}.json`)
    const timeUsed = watchTime({ server: server.pid, postgres: postgres.pid() })
    const child = spawnRole('load', { ...load, ledgerFile })
    await child.exited
    const ledger = JSON.parse(readFileSync(ledgerFile, 'utf8')) as LoadLedger
    if (name.startsWith('lubdub')) ledgers.push(ledger)
    const figure = {
      name,
      perSecond: ledger.answered / ledger.seconds,
      p50: ledger.p50,
      p99: ledger.p99,
      refused: ledger.refused,
    }
    const { perSecond, p50, p99, refused } = figure
    console.log(
      `  ${name.padEnd(44)} ${Math.round(perSecond).toString().padStart(7)}/s   p50 ${p50.toFixed(1)} ms   p99 ${p99.toFixed(1)} ms   refused ${refused}   ${timeUsed(ledger)}`,
    )
    return figure
  }

  console.log(
    `\nIngest: ${MONITORS} monitors, ${seconds} s each, load generator on the same machine: ${machine()}, fsync on, synchronous_commit on`,
  )
  const [barePort, onePort, ingestPort] = [await findFreePort(), await findFreePort(), await findFreePort()]
  const bareServer = spawnRole('bare', { port: barePort })
  await bareServer.ready
  const bare = await measure('bare node:http, 64 connections', {
    port: barePort,
    connections: 64,
    kind: 'bare',
    server: bareServer,
  })
  bareServer.kill()
  const oneServer = spawnRole('one-commit', { port: onePort, databaseUrl })
  await oneServer.ready
  const one = await measure('node:http + pg, one commit per beat, 64', {
    port: onePort,
    connections: 64,
    kind: 'plain',
    server: oneServer,
  })
  oneServer.kill()
  const ingest = spawnRole('ingest', { port: ingestPort, databaseUrl, secret })
  await ingest.ready
  await measure('lubdub plain success, 64 (warming up)', {
    port: ingestPort,
    connections: 64,
    kind: 'plain',
    server: ingest,
  })
  const plain = await measure('lubdub plain success, 64', {
    port: ingestPort,
    connections: 64,
    kind: 'plain',
    server: ingest,
  })
  const keyed = await measure('lubdub success that creates a run, 64', {
    port: ingestPort,
    connections: 64,
    kind: 'keyed',
    server: ingest,
  })
  const runs = await measure('lubdub start + progress + success, 64', {
    port: ingestPort,
    connections: 64,
    kind: 'runs',
    server: ingest,
  })
  await measure('lubdub runs of three steps, 64', {
    port: ingestPort,
    connections: 64,
    kind: 'steps',
    server: ingest,
  })
  const wide = await measure('lubdub plain success, 256', {
    port: ingestPort,
    connections: 256,
    kind: 'plain',
    server: ingest,
  })
  const rss = residentMegabytes(ingest.pid)
  ingest.kill()
  await ingest.exited

  const bytes = await measureBytes(pool, { stepRuns: `r.key LIKE 'steps-%' AND r.state = 'succeeded'` })
  const wrong = await checkLedger(pool, { ledgers, keys, keyring: createKeyring(secret) })
  await pool.end()
  const answered = ledgers.reduce((sum, ledger) => sum + ledger.answered, 0)
  const goals = [
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
  console.log(`  plain success at 256 connections: ${Math.round(wide.perSecond)}/s; ledger: ${answered} beats answered`)
  for (const line of wrong.slice(0, 10)) console.log(`  LEDGER: ${line}`)
  printGoals(goals)
  return wrong.length === 0
}

/**
 * Measures the processor time; returns it in microseconds per beat, after the load. Empty when the system does not
 * report it.
 */
function watchTime(pids: { server: number; postgres: number | null }): (ledger: LoadLedger) => string {
  const read = () => ({
    server: cpuSeconds(pids.server),
    postgres: pids.postgres === null ? null : cpuSeconds(pids.postgres),
    busy: busySeconds(),
  })
  const before = read()
  return ({ answered, refused, seconds }) => {
    const after = read()
    if (before.busy === null || after.busy === null) return ''
    const micros = (name: 'server' | 'postgres') =>
      (((after[name] ?? 0) - (before[name] ?? 0)) * 1e6) / (answered + refused)
    const busy = ((after.busy - before.busy) / seconds / cores) * 100
    return `cpu: server ${micros('server').toFixed(0)} µs, postgres ${micros('postgres').toFixed(0)} µs, machine ${busy.toFixed(0)} % busy`
  }
}
