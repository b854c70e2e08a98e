import type { Pool } from 'pg'
import { newId } from '@/lib/base/ids'
import { createLog } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { ConfigCache } from '@/lib/db/monitor-state'
import { createPool } from '@/lib/db/pool'
import { CONNECT_MS, createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { encryptConfig } from '@/lib/services/channels/channel-config'
import type { CheckerContext } from '@/lib/services/checker/context'
import type { SenderContext } from '@/lib/services/sender/context'
import { linksOf } from '@/lib/services/sender/links'

export const WORLD_SECRET = 'a secret for tests that is long enough'
export const WEBHOOK_SECRET = `whsec_${Buffer.from('a key of at least twenty-four bytes').toString('base64')}`

/** Creates rows for tests of the worker, as ingest and services write them. */
export interface World {
  database: TestDatabase
  /** The worker's. */
  pool: Pool
  checker: CheckerContext
  sender: SenderContext
  addWorkspace(name?: string): Promise<string>
  addWebhook(workspaceId: string, url: string): Promise<string>
  addMonitor(workspaceId: string, options?: MonitorOptions): Promise<string>
  addAlert(workspaceId: string, channelId: string, options: AlertOptions): Promise<string>
  /** The row of a running ingest process that has handled every beat from before `at`. */
  tick(at: Date): Promise<void>
  query<T>(text: string, values?: unknown[]): Promise<T[]>
  end(): Promise<void>
}

export interface MonitorOptions {
  name?: string
  schedule?: unknown
  graceSeconds?: number
  channels?: readonly string[]
  status?: string
  expectedAt?: Date
  attentionAt?: Date
}

export interface AlertOptions {
  monitorId: string | null
  type?: string
  reason?: string
  createdAt?: Date
}

/** A world in its own database, which is dropped with it. */
export async function openWorld(): Promise<World> {
  const database = await createTestDatabase()
  const pool = createPool(database.url, {
    name: 'test',
    role: 'worker',
    max: 8,
    statementTimeoutMs: 10_000,
    connectTimeoutMs: CONNECT_MS,
    byIndex: true,
  })
  const keyring = createKeyring(WORLD_SECRET)
  const log = createLog('test', 'silent')
  const query = async <T>(text: string, values: unknown[] = []) => (await database.pool.query(text, values)).rows as T[]

  return {
    database,
    pool,
    query,
    checker: { pool, configs: new ConfigCache(), log },
    sender: {
      pool,
      keyring,
      links: linksOf('http://localhost:4000'),
      settings: {
        smtpUrl: null,
        mailFrom: 'Lubdub <l@localhost>',
        mailDomain: 'localhost',
        allowPrivateWebhooks: true,
      },
      log,
      now: Date.now,
      random: () => 0.5,
    },
    async addWorkspace(name = 'Ada') {
      const id = newId()
      await query('INSERT INTO workspace (id, name, timezone) VALUES ($1, $2, $3)', [id, name, 'Europe/Berlin'])
      return id
    },
    async addWebhook(workspaceId, url) {
      const id = newId()
      const encrypted = keyring.encrypt(WEBHOOK_SECRET, workspaceId + id)
      const { config, secretCiphertext } = encryptConfig(
        keyring,
        { workspaceId, channelId: id, kind: 'webhook' },
        { url },
      )
      await query(
        `INSERT INTO channel (workspace_id, id, kind, name, config, secret_ciphertext, ciphertext)
         VALUES ($1, $2, 'webhook', 'hook', $3, $4, $5)`,
        [workspaceId, id, config, secretCiphertext, encrypted],
      )
      return id
    },
    async addMonitor(workspaceId, options = {}) {
      const id = newId()
      const schedule = options.schedule ?? { type: 'interval', seconds: 60 }
      await query('INSERT INTO monitor (workspace_id, id, name, schedule, grace_seconds) VALUES ($1, $2, $3, $4, $5)', [
        workspaceId,
        id,
        options.name ?? 'nightly-etl',
        schedule,
        options.graceSeconds ?? 10,
      ])
      await query(
        `INSERT INTO monitor_state (workspace_id, monitor_id, status, expected_at, attention_at) VALUES ($1, $2, $3, $4, $5)`,
        [workspaceId, id, options.status ?? 'up', options.expectedAt ?? null, options.attentionAt ?? null],
      )
      for (const channelId of options.channels ?? []) {
        await query('INSERT INTO monitor_channel VALUES ($1, $2, $3)', [workspaceId, id, channelId])
      }
      return id
    },
    async addAlert(workspaceId, channelId, { monitorId, type = 'monitor.down', reason, createdAt = new Date() }) {
      const id = newId()
      const event = {
        at: '2026-11-21T02:00:00.000Z',
        reason: reason ?? (type === 'monitor.up' ? 'recovered' : 'missed'),
        part: null,
      }
      await query(
        `INSERT INTO delivery (workspace_id, id, channel_id, type, event_key, monitor_id, event, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [workspaceId, id, channelId, type, `flip:${id}`, monitorId, event, createdAt],
      )
      return id
    },
    async tick(at) {
      await query(
        `INSERT INTO ingest_node (id, seen_at, watermark) VALUES ('test', clock_timestamp(), $1)
         ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp(), watermark = excluded.watermark`,
        [at],
      )
    },
    async end() {
      await pool.end()
      await database.drop()
    },
  }
}
