'use client'

import { useNow } from '@/components/time/clock'
import { Time } from '@/components/time/time'
import { StatusMark } from '@/components/ui/status-mark'
import type { RunView } from '@/lib/contract/runs'
import { StepRow } from './step-row'
import classes from './waterfall.module.css'
import { waterfallRange } from './waterfall-range'

/** The steps of a run in order, each as a bar over the time of the run. */
export function StepWaterfall({ run }: { run: RunView }) {
  const now = useNow(1000)
  const range = waterfallRange(run, now)
  const until = run.endedAt === null ? now : range.to
  return (
    <div>
      <div className={`${classes.scale} caption`} aria-hidden>
        <div className={classes.ticks}>
          <Time at={new Date(range.from).toISOString()} />
          <Time at={new Date(range.to).toISOString()} />
        </div>
      </div>
      <ol className={classes.steps} aria-label="Steps">
        {run.steps.map((step) => (
          <StepRow key={step.step} step={step} range={range} until={until} isCut={run.partsCursor !== null} />
        ))}
        {run.expectedSteps.map((name) => (
          <ExpectedStep key={name} name={name} />
        ))}
      </ol>
    </div>
  )
}

/** A declared step that has not started. */
function ExpectedStep({ name }: { name: string }) {
  return (
    <li className={classes.step} data-step={name} data-state="expected">
      <div className={classes.row}>
        <span className={`${classes.name} mono`}>
          <StatusMark state="expected" wordsHidden />
          <bdi>{name}</bdi>
        </span>
        <div className={classes.track} aria-hidden />
        <div className={`${classes.words} caption`}>expected</div>
      </div>
    </li>
  )
}
