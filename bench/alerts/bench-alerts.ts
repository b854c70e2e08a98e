import path from 'node:path'
import { atMost, type Goal, printGoals } from '@/bench/support/goals'
import { machine } from '@/bench/support/machine'
import { childrenOf } from '@/bench/support/process-tree'
import { type Product, startProduct } from '@/bench/support/product'
import { residentMegabytes } from '@/bench/support/resident-megabytes'
import { WebhookSink } from '@/bench/support/webhook-sink'
import { makeWorkDir } from '@/bench/support/work-dir'
import { createKeyring } from '@/lib/base/secrets'
import { createPool } from '@/lib/db/pool'
import { findFreePort } from '@/server/start/free-port'
import { measureLatency } from './measure-latency'
import { measureStorm } from './measure-storm'
import type { Stage } from './stage'

/**
 * Measures, on the whole product as `npm start` runs it: how long after a deadline its alert is sent, and what happens
 * with 10,000 monitors that go down in the same second. Returns whether nothing was lost and nothing was sent twice.
 */
export async function benchAlerts({ samples = 300 }: { samples?: number } = {}): Promise<boolean> {
  const { directory, remove } = makeWorkDir('alerts')
  const sink = new WebhookSink({ file: path.join(directory, 'sink.jsonl') })
  await sink.listen()
  let product: Product | null = null
  try {
    console.log(
      `\nAlerts: the whole product on one machine, with the sink: ${machine()}, fsync on, synchronous_commit on`,
    )
    product = await startProduct({
      dataDir: path.join(directory, 'data'),
      port: await findFreePort(),
      env: { LUBDUB_ALLOW_PRIVATE_WEBHOOKS: '1' },
    })
    const pool = createPool(product.databaseUrl, { name: 'bench', max: 2, statementTimeoutMs: 120_000 })
    const stage: Stage = { product, sink, pool, keyring: createKeyring(product.secret) }
    const goals: Goal[] = [...(await measureLatency(stage, { samples })), ...(await measureStorm(stage))]
    await pool.end()
    const worker = childrenOf(product.pid).find(({ command }) => command.includes('worker.mjs'))
    const rss = worker === undefined ? null : residentMegabytes(worker.pid)
    if (rss !== null)
      goals.push(atMost('resident memory of the worker after all this', rss, { limit: 512, unit: 'MB' }))
    printGoals(goals)
    return goals.every(({ unit, isMet }) => unit !== 'alerts' || isMet)
  } finally {
    await product?.stop()
    await sink.close()
    remove()
  }
}
