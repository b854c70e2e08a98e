import { blankRun } from '../runs/blank-run'
import type { Alert, Flip, IncidentChange, Notice, Run, Unjudged } from '../types'

/** What the channels of a monitor are told: of flips only that it went down, and that it came up from down. Pause and resume say nothing. */
export function alertsOf(flips: readonly Flip[], notices: readonly Notice[]): Alert[] {
  const alerts: Alert[] = []
  for (const flip of flips) {
    if (flip.to === 'down') alerts.push({ type: 'monitor.down', about: flip })
    else if (flip.to === 'up' && flip.from === 'down') alerts.push({ type: 'monitor.up', about: flip })
  }
  for (const notice of notices) alerts.push({ type: notice.type, about: notice })
  return alerts
}

/** An incident lasts for as long as the monitor is down: whatever ends that closes it. */
export function incidentChangesOf(flips: readonly Flip[]): IncidentChange[] {
  return flips.flatMap((flip) => {
    const changes: IncidentChange[] = []
    if (flip.from === 'down') changes.push({ kind: 'closed', flip })
    if (flip.to === 'down') changes.push({ kind: 'opened', flip })
    return changes
  })
}

/** The run that stands for an occurrence which nobody can judge: it has the one instant at which it was expected. */
export function unjudgedRun({ expectedAt, outageSeq, away }: Unjudged, id: string): Run {
  return {
    ...blankRun({ id, key: null, attempt: 1 }, expectedAt),
    state: 'unjudged',
    endedAt: expectedAt,
    outageSeq,
    awayFromAt: away.from,
    awayToAt: away.to,
  }
}
