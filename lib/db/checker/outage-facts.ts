/** The event of a delivery of type outage.notice. Instants are ISO 8601. */
export interface OutageFacts {
  at: string
  reason: 'outage'
  part: null
  outage: {
    seq: number
    startedAt: string
    endedAt: string
    recoversAt: string
    /** Left out in notices from versions that did not have this field. */
    spans?: { startedAt: string; endedAt: string }[]
  }
  unjudged: UnjudgedFacts[]
  unjudgedCount: number
  /** What will be judged at its deadline but may be lost. Left out in the same notices as `spans`. */
  inDoubt?: UnjudgedFacts[]
  inDoubtCount?: number
  openRuns: { monitorId: string; monitorName: string; runId: string; runNumber: number; lastBeatAt: string }[]
  openRunCount: number
}

export interface UnjudgedFacts {
  monitorId: string
  monitorName: string
  expectedAt: string
  deadlineAt?: string | null
  /** Null: an occurrence in doubt. */
  runId: string | null
  runNumber: number | null
}
