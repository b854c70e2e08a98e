import type { Draft } from './draft'
import type { FlipReason, Instant, MonitorStatus } from './types'

/** Changes the status and says so. */
export function flip(
  draft: Draft,
  to: MonitorStatus,
  about: { at: Instant; reason: FlipReason; runId: string | null; part: string | null },
): void {
  const { state } = draft
  state.flipVersion += 1
  draft.flips.push({ version: state.flipVersion, from: state.status, to, ...about })
  state.status = to
}
