'use client'

import Link from 'next/link'
import { Runbook } from '@/components/monitors/runbook'
import { useNow, useZone } from '@/components/time/clock'
import { Bar } from '@/components/ui/bar'
import { Facts } from '@/components/ui/facts'
import { StatusMark } from '@/components/ui/status-mark'
import type { RunView } from '@/lib/contract/runs'
import { runFacts } from './run-facts'
import classes from './run-head.module.css'
import { runLabels } from './run-labels'

/** The run, its state, its progress and its estimated end. */
export function RunHead({ run, runbook }: { run: RunView; runbook: string | null }) {
  const now = useNow(1000)
  const zone = useZone()
  const words = runLabels(run, { now, zone })
  return (
    <div className={classes.head}>
      <div className={classes.title}>
        <h1>
          <Link href={`/monitors/${run.monitorId}`} className="mono">
            <bdi>{run.monitorName}</bdi>
          </Link>{' '}
          <span className="num">#{run.number}</span>
        </h1>
        {run.attempts > 1 && (
          <span className="dim num">
            attempt {run.attempt} of {run.attempts}
          </span>
        )}
      </div>
      <div className={classes.status} data-testid="run-status">
        <StatusMark state={run.shown} fraction={run.fraction} beats={Date.parse(run.lastBeatAt)} strong>
          {words}
        </StatusMark>
      </div>
      {run.fraction !== null && (
        <Bar fraction={run.fraction} state={run.shown} label={`Progress of run ${run.number}`} thick />
      )}
      {run.message && !words.endsWith(`: ${run.message.trim()}`) && (
        <p className={classes.message}>
          <bdi>{run.message}</bdi>
        </p>
      )}
      <Runbook text={runbook} />
      <Facts facts={runFacts(run, now)} />
    </div>
  )
}
