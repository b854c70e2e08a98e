import type { Pool } from 'pg'
import { type IngestFacts, type Lags, readLags } from '@/lib/db/health/read-lags'

/** Which parts of the installation work. */
export interface Parts {
  /** The database answers queries. */
  database: boolean
  /** Beats are stored, according to the last such write. */
  beats: boolean
  /** The database's clock is trusted. */
  clock: boolean
  /** Deadlines are judged in time. */
  checker: boolean
  /** Alerts are sent in time. */
  sender: boolean
  /** No monitor is in quarantine. */
  monitors: boolean
  /** Pages and API answer. Null: this process has no dashboard. */
  dashboard: boolean | null
}

export interface Health extends Lags {
  parts: Parts
}

const CHECKER_LATE_MS = 30_000
/** In a storm, a channel gets one message a minute. */
const SENDER_LATE_MS = 150_000
const ANSWER_WITHIN_MS = 2_000

/**
 * The state of each part of the installation. Never throws: without a database, no part works.
 * `isHearing`: whether this process itself can store beats; left out, the reports of the ingest
 * processes count. `isDashboardUp`: null if there is none.
 */
export async function getHealth(
  pool: Pool,
  { isHearing, isDashboardUp = null }: { isHearing?: boolean; isDashboardUp?: boolean | null } = {},
): Promise<Health> {
  const facts = await within(readLags(pool), ANSWER_WITHIN_MS)
  if (facts === null) {
    const parts = { ...NO_PARTS, dashboard: isDashboardUp }
    return { parts, watermarkAgeMs: null, checkerLagMs: 0, senderLagMs: 0, setAside: 0 }
  }
  const { watermarkAgeMs, checkerLagMs, senderLagMs, setAside } = facts
  return {
    parts: {
      database: true,
      beats: isHearing ?? isHeardSomewhere(facts),
      clock: facts.holdSinceAt === null,
      checker: watermarkAgeMs !== null && checkerLagMs < CHECKER_LATE_MS,
      sender: senderLagMs < SENDER_LATE_MS,
      monitors: setAside === 0,
      dashboard: isDashboardUp,
    },
    ...{ watermarkAgeMs, checkerLagMs, senderLagMs, setAside },
  }
}

/** Whether beats can be received, for a load balancer; with `all`, whether every part works. */
export function isReady({ parts }: Health, { all }: { all: boolean }): boolean {
  if (!all) return parts.database && parts.beats
  return Object.values(parts).every((isFine) => isFine !== false)
}

const NO_PARTS = { database: false, beats: false, clock: false, checker: false, sender: false, monitors: true }

const isHeardSomewhere = ({ living, deafSinceAt }: IngestFacts) => living > 0 && deafSinceAt === null

/** Null: it failed, or took too long. */
function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), ms)
    work.then(resolve, () => resolve(null)).finally(() => clearTimeout(timer))
  })
}
