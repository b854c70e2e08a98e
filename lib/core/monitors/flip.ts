import type { Flip, MonitorStatus } from '../types'
import type { Draft } from './draft'

/** Changes the status and records the flip. */
export function flip(
  draft: Draft,
  to: MonitorStatus,
  about: Pick<Flip, 'at' | 'reason' | 'runId' | 'part' | 'away'>,
): void {
  const { state } = draft
  state.flipVersion += 1
  draft.flips.push({ version: state.flipVersion, from: state.status, to, ...about })
  state.status = to
}
