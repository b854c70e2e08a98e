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

/**
 * Configurations by monitor and version. A row's version is read under its lock, and an edit raises
 * it in its own transaction. So a cached configuration may be old, but an old one is never used.
 */
export class ConfigCache {
  readonly #kept = new Map<string, { version: number; config: MonitorConfig; accessPolicy: AccessPolicy }>()

  /**
   * The present configuration of each monitor, in the given order. One query reads those that are
   * not cached.
   */
  async load(client: ClientBase, monitors: readonly MonitorRef[]): Promise<MonitorConfig[]> {
    if (this.#kept.size > LIMIT) this.#kept.clear()
    const missing = monitors.filter((m) => this.#kept.get(m.monitorId)?.version !== m.configVersion)
    if (missing.length > 0) {
      const { rows } = await client.query<ConfigRow & AccessPolicyRow & { id: string; config_version: number }>({
        name: 'configs',
        text: `SELECT m.* FROM unnest($1::text[], $2::text[]) AS w(workspace_id, id) JOIN monitor m USING (workspace_id, id)`,
        values: [missing.map((m) => m.workspaceId), missing.map((m) => m.monitorId)],
      })
      for (const row of rows) {
        this.#kept.set(row.id, {
          version: row.config_version,
          config: rowToConfig(row),
          accessPolicy: rowToAccessPolicy(row),
        })
      }
    }
    return monitors.map((m) => this.#requireKept(m.monitorId).config)
  }

  /** The configuration that was loaded last for the monitor. */
  configOf(monitorId: string): MonitorConfig {
    return this.#requireKept(monitorId).config
  }

  /** Which calls a monitor accepts, by the configuration that was loaded last. */
  accessPolicyOf(monitorId: string): AccessPolicy {
    return this.#requireKept(monitorId).accessPolicy
  }

  #requireKept(monitorId: string) {
    const kept = this.#kept.get(monitorId)
    if (!kept) throw new Error(`Monitor ${monitorId} has no configuration.`)
    return kept
  }
}
