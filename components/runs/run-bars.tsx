'use client'

import Link from 'next/link'
import { useNow, useZone } from '@/components/time/clock'
import { formatDuration } from '@/components/time/format-duration'
import { formatInstant } from '@/components/time/format-instant'
import { lookOf } from '@/components/ui/state'
import { StatusMark } from '@/components/ui/status-mark'
import type { RunSummary } from '@/lib/contract/runs'
import classes from './run-bars.module.css'

/** One mark per run, oldest at the left; each links to its run. */
export function RunBars({ runs }: { runs: readonly RunSummary[] }) {
  const zone = useZone()
  const now = useNow()
  return (
    <ol className={classes.bars} aria-label="Runs, oldest first">
      {runs.toReversed().map((run) => {
        const took = run.durationSeconds === null ? '' : `, ${formatDuration(run.durationSeconds)}`
        const at = formatInstant(Date.parse(run.startedAt ?? run.lastBeatAt), { now, zone })
        const words = `#${run.number} ${lookOf(run.shown).word}${run.endedAt === null ? '' : took}, ${at}`
        return (
          <li key={run.id}>
            <Link href={`/runs/${run.id}`} title={words} prefetch={false}>
              <StatusMark state={run.shown} fraction={run.fraction} wordsHidden>
                {words}
              </StatusMark>
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
