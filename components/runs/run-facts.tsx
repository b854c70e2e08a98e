import { Duration } from '@/components/time/duration'
import { formatAge } from '@/components/time/format-duration'
import { RelativeTime, Time } from '@/components/time/time'
import type { Fact } from '@/components/ui/facts'
import { formatPercent, formatProgress, formatRate } from '@/components/ui/format-number'
import type { RunView } from '@/lib/contract/runs'
import { shardLabels } from './run-labels'

/** The facts of a run, the most important first. Facts that do not apply have no value. */
export function runFacts(run: RunView, now: number): Fact[] {
  const isOpen = run.endedAt === null
  return [
    {
      label: 'Progress',
      value: formatProgress(run) ?? shardLabels(run.shards, run.shardsExpected),
      note: run.fraction !== null && formatPercent(run.fraction),
    },
    {
      label: 'Last hour',
      value: run.doneLastHour !== null && formatProgress({ ...run, done: run.doneLastHour, total: null }),
    },
    { label: 'Rate', value: formatRate(run.perHour) },
    endFact(run, now),
    {
      label: isOpen ? 'Running for' : 'Took',
      value: isOpen
        ? run.startedAt && <Duration since={run.startedAt} />
        : run.durationSeconds !== null && <Duration seconds={run.durationSeconds} />,
      note: run.medianSeconds !== null && (
        <>
          median <Duration seconds={run.medianSeconds} />
        </>
      ),
    },
    {
      label: 'Started',
      value: run.startedAt ? <Time at={run.startedAt} seconds /> : null,
      note: isOpen && <RelativeTime at={run.startedAt} />,
    },
    { label: 'Ended', value: run.endedAt && <Time at={run.endedAt} seconds /> },
    {
      label: 'Last beat',
      value: isOpen && <RelativeTime at={run.lastBeatAt} />,
      note: <Time at={run.lastBeatAt} seconds />,
    },
    {
      label: 'Must end by',
      value: isOpen && run.deadlineAt && <Time at={run.deadlineAt} />,
      note: run.deadlineAt && <RelativeTime at={run.deadlineAt} />,
    },
    { label: 'Run key', value: run.key && <code>{run.key}</code> },
  ].map((fact) => (fact.value === false ? { ...fact, value: null } : fact))
}

function endFact(run: RunView, now: number): Fact {
  const label = 'Time left'
  if (run.endedAt !== null || run.endsAt === null) return { label, value: null }
  const left = (Date.parse(run.endsAt) - now) / 1000
  return {
    label,
    value: left > 0 ? `about ${formatAge(left)}` : 'very soon',
    note: (
      <>
        ends about <Time at={run.endsAt} />
      </>
    ),
  }
}
