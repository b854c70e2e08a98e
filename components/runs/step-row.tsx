import { Duration } from '@/components/time/duration'
import { formatProgress, formatRate } from '@/components/ui/format-number'
import { lookOf } from '@/components/ui/state'
import { StatusMark } from '@/components/ui/status-mark'
import { showable } from '@/lib/base/showable'
import type { StepView } from '@/lib/contract/runs'
import { shardWords } from './run-words'
import { ShardGrid } from './shard-grid'
import classes from './waterfall.module.css'
import { placeIn, type TimeRange } from './waterfall-range'

interface Props {
  step: StepView
  range: TimeRange
  /** Up to when an open step is drawn. */
  until: number
}

/** One step: its name and state, its bar over time, and how far it is. */
export function StepRow({ step, range, until }: Props) {
  const isOpen = step.endedAt === null
  const start = Date.parse(step.startedAt)
  const { left, width } = placeIn(range, { start, end: step.endedAt === null ? until : Date.parse(step.endedAt) })
  const filled = step.fraction === null || !isOpen ? 1 : step.fraction
  const tone = { '--tone': `var(--state-${lookOf(step.state).tone})` } as React.CSSProperties
  return (
    <li className={classes.step} data-step={step.step} data-state={step.state}>
      <div className={classes.row}>
        <span className={`${classes.name} mono`}>
          <StatusMark state={step.state} fraction={step.fraction} wordsHidden />
          <bdi>{step.step}</bdi>
        </span>
        <div className={classes.track} aria-hidden>
          <span
            className={`${classes.span} ${isOpen && step.state === 'running' ? classes.open : ''}`}
            style={{ ...tone, left: `${left}%`, width: `${width}%` }}
          >
            <span className={classes.done} style={{ width: `${filled * 100}%` }} />
          </span>
        </div>
        <StepWords step={step} />
      </div>
      {(step.shards.length > 0 || step.shardsExpected !== null) && (
        <div className={classes.shards}>
          <ShardGrid shards={step.shards} expected={step.shardsExpected} />
        </div>
      )}
    </li>
  )
}

function StepWords({ step }: { step: StepView }) {
  const isRunning = step.state === 'running'
  const facts = [
    formatProgress(step),
    isRunning && formatRate(step.perHour),
    shardWords(step.shards, step.shardsExpected),
    step.implied && 'end implied by a later step',
  ]
  return (
    <div className={classes.words}>
      <span className="num">
        {isRunning ? <Duration since={step.startedAt} /> : <Duration seconds={step.durationSeconds} />}
        {facts.filter(Boolean).map((fact) => ` · ${fact}`)}
      </span>
      {step.message && (
        <span className={`${classes.message} caption`}>
          <bdi>{step.message}</bdi>
        </span>
      )}
      {step.checkpoint && (
        <span className={`${classes.message} caption`}>
          checkpoint <code>{showable(step.checkpoint)}</code>
        </span>
      )}
    </div>
  )
}
