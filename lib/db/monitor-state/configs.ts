import type { ClientBase } from 'pg'
import { createAddressList } from '@/lib/base/addresses'
import type { MonitorConfig } from '@/lib/core/types'
import { SETTING_COLUMNS } from '../setting-columns'

/** A monitor as the hot paths name it, with the present version of its configuration. */
export interface MonitorRef {
  workspaceId: string
  monitorId: string
  configVersion: number
}

/** A row of `monitor`, of which the settings are read. */
export type ConfigRow = Record<string, unknown>

/** Which calls a monitor accepts; checked before anything is decided. */
export interface AccessPolicy {
  postOnly: boolean
  /** Null: from every address. */
  from: { has(address: string | null): boolean } | null
}

interface AccessPolicyRow {
  post_only: boolean
  allowed_addresses: string[]
}

const OPEN: AccessPolicy = { postOnly: false, from: null }

function rowToAccessPolicy({ post_only, allowed_addresses: ranges }: AccessPolicyRow): AccessPolicy {
  if (!post_only && ranges.length === 0) return OPEN
  return { postOnly: post_only, from: ranges.length === 0 ? null : createAddressList(ranges) }
}

const JUDGED = SETTING_COLUMNS.filter(({ isJudged }) => isJudged)

/** That these are the fields of `MonitorConfig`, the compiler checks where the list of settings is tested. */
export function rowToConfig(row: ConfigRow): MonitorConfig {
  return Object.fromEntries(JUDGED.map(({ name, column }) => [name, row[column]])) as unknown as MonitorConfig
}

const LIMIT = 100_000

/** What is in force for a monitor: how it is judged, and which calls it accepts. */
export interface InForce {
  config: MonitorConfig
  accessPolicy: AccessPolicy
}

/**
 * Configurations by monitor and version. A row's version is read under its lock, and an edit raises
 * it in its own transaction. So a cached configuration may be old, but an old one is never used.
 */
export class ConfigCache {
  readonly #kept = new Map<string, InForce & { version: number }>()

  /**
   * What is in force for each monitor, in the given order. One query reads those that are not cached. The answer does
   * not change when others use the cache meanwhile.
   */
  async load(client: ClientBase, monitors: readonly MonitorRef[]): Promise<InForce[]> {
    if (this.#kept.size > LIMIT) this.#kept.clear()
    const found = new Map<string, InForce>()
    const missing: MonitorRef[] = []
    for (const monitor of monitors) {
      const kept = this.#kept.get(monitor.monitorId)
      if (kept?.version === monitor.configVersion) found.set(monitor.monitorId, kept)
      else missing.push(monitor)
    }
    for (const row of missing.length > 0 ? await readConfigs(client, missing) : []) {
      const one = { version: row.config_version, config: rowToConfig(row), accessPolicy: rowToAccessPolicy(row) }
      found.set(row.id, one)
      // The answer of another query may be newer than this one.
      if ((this.#kept.get(row.id)?.version ?? 0) <= one.version) this.#kept.set(row.id, one)
    }
    return monitors.map(({ monitorId }) => {
      const one = found.get(monitorId)
      if (!one) throw new Error(`Monitor ${monitorId} has no configuration.`)
      return one
    })
  }

  /** Forgets everything, as when the server behind the connections may be another one. */
  clear(): void {
    this.#kept.clear()
  }
}

type StoredConfig = ConfigRow & AccessPolicyRow & { id: string; config_version: number }

async function readConfigs(client: ClientBase, monitors: readonly MonitorRef[]): Promise<StoredConfig[]> {
  const { rows } = await client.query<StoredConfig>({
    name: 'configs',
    text: `SELECT m.* FROM unnest($1::uuid[], $2::uuid[]) AS w(workspace_id, id) JOIN monitor m USING (workspace_id, id)`,
    values: [monitors.map((m) => m.workspaceId), monitors.map((m) => m.monitorId)],
  })
  return rows
}
