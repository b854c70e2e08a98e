import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { type KeyUsage, saveKeyUsage } from '@/lib/db/ingest/save-key-usage'
import type { KeyUse, RefusedKeyUse } from './load-batch'

const USE_MS = 600_000
/** While a key is being replaced, its owner looks for the jobs that still use it. */
const RETIRING_USE_MS = 60_000
const REFUSED_MS = 60_000
const SAVE_AFTER_MS = 1_000
const KEYS = 100_000

interface LastRefusal extends Pick<RefusedKeyUse, 'workspaceId' | 'why'> {
  at: number
  ip: string | null
}

/**
 * Records when and from where keys were last used, and from where calls were refused. Not each call is recorded. The
 * writes are separate from the batches, and a failed write is not repeated.
 */
export class KeyUsageRecorder {
  readonly #pool: Pool
  readonly #log: Log
  /** When the use of a key was last recorded, by key id. */
  readonly #usedAt = new Map<string, number>()
  /** Calls refused since the last record, and the last of them, by key id. */
  readonly #refused = new Map<string, { count: number; savedAt: number; last: LastRefusal }>()
  #pending = new Map<string, KeyUsage>()
  #saving = Promise.resolve()
  #timer: NodeJS.Timeout | null = null
  #laterTimer: NodeJS.Timeout | null = null

  constructor(pool: Pool, log: Log) {
    this.#pool = pool
    this.#log = log
  }

  used({ workspaceId, key, call }: KeyUse): void {
    const last = Math.max(this.#usedAt.get(key.id) ?? 0, key.lastUsedAt ?? 0)
    if (call.receivedAt - last < (key.retiresAt === null ? USE_MS : RETIRING_USE_MS)) return
    if (this.#usedAt.size >= KEYS) this.#usedAt.clear()
    this.#usedAt.set(key.id, call.receivedAt)
    const usage = this.#usageOf(workspaceId, key.id)
    usage.usedAt = call.receivedAt
    usage.usedIp = call.ip
  }

  /** The first refusal is recorded at once, those of the minute after it together, with the reason and the address of the last. */
  refused({ workspaceId, key: { id }, call, why }: RefusedKeyUse): void {
    if (this.#refused.size >= KEYS) this.#refused.clear()
    // Not the call itself, which may hold the output of a job.
    const last = { workspaceId, at: call.receivedAt, ip: call.ip, why }
    const seen = this.#refused.get(id) ?? { count: 0, savedAt: 0, last }
    this.#refused.set(id, seen)
    seen.count += 1
    seen.last = last
    if (last.at - seen.savedAt >= REFUSED_MS) this.#recordRefused(id)
    else this.#laterTimer ??= setTimeout(() => this.#recordAllRefused(), REFUSED_MS)
  }

  /** Records what is still pending, and writes it. Never rejects. */
  stop(): Promise<void> {
    this.#recordAllRefused()
    return this.save()
  }

  /** Writes the pending records when the previous write has ended, so that one connection is enough. Never rejects. */
  save(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#saving = this.#saving.then(() => this.#savePending())
    return this.#saving
  }

  #recordAllRefused(): void {
    if (this.#laterTimer) clearTimeout(this.#laterTimer)
    this.#laterTimer = null
    for (const [id, { count }] of this.#refused) if (count > 0) this.#recordRefused(id)
  }

  #recordRefused(id: string): void {
    const { count, last } = this.#refused.get(id)!
    const usage = this.#usageOf(last.workspaceId, id)
    usage.refusedAt = last.at
    usage.refusedIp = last.ip
    usage.refusedFor = last.why
    usage.refusals += count
    this.#refused.set(id, { count: 0, savedAt: last.at, last })
  }

  async #savePending(): Promise<void> {
    const usages = [...this.#pending.values()]
    if (usages.length === 0) return
    this.#pending = new Map()
    await saveKeyUsage(this.#pool, usages).catch((error: unknown) =>
      this.#log.debug({ err: error }, 'the use of keys was not recorded'),
    )
  }

  #usageOf(workspaceId: string, keyId: string): KeyUsage {
    const usage = this.#pending.get(keyId) ?? { ...NOTHING, workspaceId, keyId }
    this.#pending.set(keyId, usage)
    this.#timer ??= setTimeout(() => void this.save(), SAVE_AFTER_MS)
    return usage
  }
}

const NOTHING = { usedAt: null, usedIp: null, refusedAt: null, refusedIp: null, refusedFor: null, refusals: 0 }
