import type { ClientBase } from 'pg'
import { createAddressList } from '@/lib/base/addresses'
import type { MonitorConfig, Schedule, StepLimit } from '@/lib/core/types'

/** A monitor, as the hot paths name it: with the version of its configuration that is in force. */
export interface MonitorRef {
  workspaceId: string
  monitorId: string
  configVersion: number
}

export interface ConfigRow {
  schedule: unknown
  grace_seconds: number
  start_by_seconds: number | null
  max_runtime_seconds: number | null
  silence_seconds: number | null
  stall_seconds: number | null
  step_limits: unknown
  failure_tolerance: number
  recovery_threshold: number
  steps: string[]
  ends_on: string
  expect_from_creation: boolean
  partial_is_failure: boolean
  alert_on_every_failure: boolean
}

/** Which calls a monitor takes; decided before anything is judged. */
export interface AccessPolicy {
  postOnly: boolean
  /** Null: from anywhere. */
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

export function rowToConfig(row: ConfigRow): MonitorConfig {
  return {
    schedule: row.schedule as Schedule,
    graceSeconds: row.grace_seconds,
    startBySeconds: row.start_by_seconds,
    maxRuntimeSeconds: row.max_runtime_seconds,
    silenceSeconds: row.silence_seconds,
    stallSeconds: row.stall_seconds,
    stepLimits: row.step_limits as StepLimit[],
    failureTolerance: row.failure_tolerance,
    recoveryThreshold: row.recovery_threshold,
    steps: row.steps,
    expectFromCreation: row.expect_from_creation,
    endsOn: row.ends_on as MonitorConfig['endsOn'],
    partialIsFailure: row.partial_is_failure,
    alertOnEveryFailure: row.alert_on_every_failure,
  }
}

const LIMIT = 100_000

/**
 * Configurations by monitor, kept by version: a row's version is read under its lock, and an edit raises it in the edit's own
 * transaction, so that what is kept here can be old but never wrongly used.
 */
export class ConfigCache {
  readonly #kept = new Map<string, { version: number; config: MonitorConfig; accessPolicy: AccessPolicy }>()

  /** The configuration in force for each monitor, in the order given. Reads those that are not kept in one query. */
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

  /** The configuration of a monitor that was loaded last. */
  configOf(monitorId: string): MonitorConfig {
    return this.#requireKept(monitorId).config
  }

  /** Which calls a monitor takes, by the configuration that was loaded last. */
  accessPolicyOf(monitorId: string): AccessPolicy {
    return this.#requireKept(monitorId).accessPolicy
  }

  #requireKept(monitorId: string) {
    const kept = this.#kept.get(monitorId)
    if (!kept) throw new Error(`Monitor ${monitorId} has no configuration.`)
    return kept
  }
}
