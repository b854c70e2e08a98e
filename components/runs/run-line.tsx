import Link from 'next/link'
import { AwayLine } from '@/components/time/away-line'
import { Duration } from '@/components/time/duration'
import { Bar } from '@/components/ui/bar'
import { formatPercent, formatProgress } from '@/components/ui/format-number'
import { StatusMark } from '@/components/ui/status-mark'
import table from '@/components/ui/table.module.css'
import type { RunSummary } from '@/lib/contract/runs'

/** A run in two lines: its name, its state, and its progress. */
export function RunLine({ run }: { run: RunSummary }) {
  const isOpen = run.endedAt === null
  const progress = formatProgress(run)
  return (
    <>
      <span>
        <Link href={`/runs/${run.id}`} className={`${table.above} num`} prefetch={false}>
          #{run.number}
        </Link>{' '}
        <StatusMark state={run.shown} fraction={run.fraction} />
      </span>
      <AwayLine away={run.away} inDoubt={run.inDoubt} />
      {isOpen && run.fraction !== null ? (
        <span className="caption">
          <Bar fraction={run.fraction} state={run.shown} label={`Progress of run ${run.number}`} />
          {[progress, (progress === null || run.total === null) && formatPercent(run.fraction)]
            .filter(Boolean)
            .join(' · ')}
        </span>
      ) : (
        <span className="caption">
          {isOpen ? (
            <Duration since={run.startedAt} />
          ) : (
            run.durationSeconds !== null && <Duration seconds={run.durationSeconds} />
          )}
          {progress && ` · ${progress}`}
        </span>
      )}
    </>
  )
}
