import path from 'node:path'
import { type Product, startProduct } from '@/bench/support/product'
import { makeWorkDir } from '@/bench/support/work-dir'
import { createKeyring, newSecret } from '@/lib/base/secrets'
import { failingCalls, fineCalls, type JudgedCall } from '@/lib/contract/testing/call-corpus'
import { uuidOf } from '@/lib/contract/testing/uuid-of'
import { createPool } from '@/lib/db/pool'
import { makeHeardMonitors } from '@/lib/services/ingest/testing/heard-monitor'
import { writeReport } from '@/scripts/test/write-report.mjs'
import { findFreePort } from '@/server/start/free-port'
import { CLIENTS, type Client } from './clients'

/**
 * Sends the corpus of calls to the real public port, with the clients that jobs use, each to a monitor of its own, and
 * asks the API for the result: no failing call may leave a monitor green, no success or running call may make it red.
 * `--short`: every client sends a share.
 */
const isShort = process.argv.includes('--short')
const count = { passed: 0, failures: [] as string[] }
const work = makeWorkDir('calls')
const apiKey = newSecret('ldw')

try {
  await sendAll()
} catch (error) {
  count.failures.push('the calls come to their end')
  console.log(`FAILED  ${error instanceof Error ? error.stack : error}`)
} finally {
  work.remove()
}
process.exit(writeReport(count))

async function sendAll(): Promise<void> {
  const product = await startProduct({
    dataDir: path.join(work.directory, 'data'),
    port: await findFreePort(),
    env: { LUBDUB_BOOTSTRAP_API_KEY: apiKey, LUBDUB_LOG_LEVEL: 'error' },
  })
  try {
    const calls = [...failingCalls(), ...fineCalls()]
    for (const [i, client] of CLIENTS.entries()) {
      if (!client.isHere()) {
        console.log(`${client.name}: not on this machine`)
        continue
      }
      await sendBy(client, { product, calls: shareOf(calls, i) })
    }
  } finally {
    await product.stop()
  }
}

/** The socket sends all, the others a fourth each; in short, a sixth and a 24th. */
function shareOf(calls: readonly JudgedCall[], client: number): JudgedCall[] {
  const every = client === 0 ? (isShort ? 6 : 1) : isShort ? 24 : 4
  return calls.filter((_, i) => i % every === client % every)
}

async function sendBy(client: Client, { product, calls }: { product: Product; calls: JudgedCall[] }): Promise<void> {
  const startedAt = performance.now()
  const pool = createPool(product.databaseUrl, { name: 'calls', max: 1, statementTimeoutMs: 10_000 })
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM workspace ORDER BY id LIMIT 1')
  const monitors = await makeHeardMonitors(
    pool,
    calls.map(({ bound }) => ({ signal: bound })),
    { keyring: createKeyring(product.secret), workspaceId: rows[0]!.id },
  )
  await pool.end()
  const addressed = calls.map((call, i) => ({
    call,
    url: `${product.url}/api/v1/heartbeat/${monitors[i]!.key}${call.rest}`,
  }))
  const answers = await client.send(addressed, work.directory)
  const statuses = await statusesOf(product)
  for (const [i, { name, leaves }] of calls.entries()) {
    const status = statuses.get(monitors[i]!.monitorId)
    check(
      `${client.name}: ${name}`,
      answers[i] === 200 && status === leaves,
      `answered ${answers[i]}, ${status}, not ${leaves}`,
    )
  }
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  const red = calls.filter(({ leaves }) => leaves === 'down').length
  console.log(`${client.name.padEnd(20)} ${red} that fail, ${calls.length - red} that do not, in ${seconds} s`)
}

async function statusesOf({ url }: Product): Promise<Map<string, string>> {
  const statuses = new Map<string, string>()
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== null && { cursor }) })
    const answer = await fetch(`${url}/api/v1/monitors?${query}`, { headers: { authorization: `Bearer ${apiKey}` } })
    if (!answer.ok) throw new Error(`The list of monitors: ${answer.status} ${await answer.text()}`)
    const page = (await answer.json()) as { data: { id: string; status: string }[]; nextCursor: string | null }
    for (const { id, status } of page.data) statuses.set(uuidOf(id), status)
    cursor = page.nextCursor
  } while (cursor !== null)
  return statuses
}

function check(what: string, isSo: boolean, detail: string): void {
  if (isSo) {
    count.passed += 1
    return
  }
  count.failures.push(what)
  console.log(`FAILED  ${what}: ${detail}`)
}
