import { silenceDeadline, stallDeadline } from '../runs/limits'
import { earlyMs } from '../schedule/expectations'
import type { Instant, MonitorConfig, Run } from '../types'
import { deafSpans, type Episode, isLong, postponed, recoveredBy, type SnapshotInTime } from './deaf'

type Bases = Pick<Run, 'silentFromAt' | 'silentAt' | 'stalledFromAt' | 'stalledAt'>

/** The instants from which the silence and the stall of the run count, with outages not yet applied to it. */
export function recovering(run: Run, config: MonitorConfig, ahead: readonly Episode[]): Bases {
  if (ahead.length === 0) return run
  const bases = { ...run }
  for (const episode of ahead) {
    const { silentFromAt, stalledFromAt } = waitAgain({ ...run, ...bases }, episode)
    if ((silenceDeadline(bases, config) ?? 0) >= episode.startedAt) bases.silentFromAt = silentFromAt
    if ((stallDeadline(bases, config) ?? 0) >= episode.startedAt) bases.stalledFromAt = stalledFromAt
  }
  return bases
}

/** The instants from which the silence and the stall of the run count after the episode. */
export function waitAgain(run: Run, episode: Episode): Pick<Run, 'silentFromAt' | 'stalledFromAt'> {
  const { silentFromAt, stalledFromAt, lastBeatAt } = run
  const spans = episode.spans.filter(isLong)
  const last = spans.at(-1)
  if (last === undefined) return { silentFromAt, stalledFromAt }
  const after = (base: Instant, end: Instant) => {
    const first = spans.find(({ to }) => to > base)
    return first === undefined ? base : Math.min(end, recoveredBy(episode, first.from))
  }
  const stallEnd = lastBeatAt >= last.to ? last.to : episode.recoversAt
  return {
    silentFromAt: after(silentFromAt, episode.recoversAt),
    stalledFromAt: stalledFromAt === null ? null : after(stalledFromAt, stallEnd),
  }
}

/** Whether a start of the expected occurrence may have been lost before the deadline that was set for it. */
export function isStartUnheard({ state, config, episodes = [] }: SnapshotInTime, deadline: Instant): boolean {
  if (episodes.length === 0 || state.expectedAt === null) return false
  const from = state.expectedAt - earlyMs(config, state.expectedAt)
  const to = postponed(episodes, deadline)
  return deafSpans(episodes).some((span) => span.from < to && span.to > from)
}
