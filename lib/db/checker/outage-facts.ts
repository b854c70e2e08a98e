/** What a delivery of type outage.notice carries as its event. Instants are ISO 8601. */
export interface OutageFacts {
  at: string
  reason: 'outage'
  part: null
  outage: { seq: number; startedAt: string; endedAt: string; recoversAt: string }
  unjudged: { monitorId: string; monitorName: string; expectedAt: string; runId: string; runNumber: number }[]
  unjudgedCount: number
  openRuns: { monitorId: string; monitorName: string; runId: string; runNumber: number; lastBeatAt: string }[]
  openRunCount: number
}
