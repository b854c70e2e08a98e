import type { MonitorRow } from '@/lib/db/queries/monitor-rows'

/** What people decide about a monitor, as the audit log keeps it. */
export function auditedMonitor(row: MonitorRow): Record<string, unknown> {
  const { name, family, runbook, schedule, graceSeconds, startBySeconds, maxRuntimeSeconds, silenceSeconds } = row
  const { stallSeconds, stepLimits, failureTolerance, recoveryThreshold, endsOn, partialIsFailure } = row
  const { steps, expectFromCreation } = row
  const { alertOnEveryFailure, postOnly, allowedAddresses, channels } = row
  return {
    name,
    family,
    runbook,
    schedule,
    graceSeconds,
    startBySeconds,
    maxRuntimeSeconds,
    silenceSeconds,
    stallSeconds,
    stepLimits,
    failureTolerance,
    recoveryThreshold,
    steps,
    endsOn,
    expectFromCreation,
    partialIsFailure,
    alertOnEveryFailure,
    postOnly,
    allowedAddresses,
    channels,
  }
}
