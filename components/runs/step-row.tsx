import { Duration } from '@/components/time/duration'
import { formatProgress, formatRate } from '@/components/ui/format-number'
import { lookOf } from '@/components/ui/state'
import { StatusMark } from '@/components/ui/status-mark'
import { sanitizeText } from '@/lib/base/sanitize-text'
import type { StepView } from '@/lib/contract/runs'
import { shardLabels } from './run-labels'
import { ShardGrid } from './shard-grid'
import classes from './waterfall.module.css'
import { placeIn, type TimeRange } from './waterfall-range'

interface Props {
  step: StepView
  range: TimeRange
  /** Up to when an open step is drawn. */
  until: number
  /** Not all parts of the run are loaded: a missing part may have sent beats. */
  isCut: boolean
}

/** One step: its name and state, its bar over time, and its progress. */
export function StepRow({ step, range, until, isCut }: Props) {
  const isOpen = step.endedAt === null
  const start = Date.parse(step.startedAt)
  const { left, width } = placeIn(range, { start, end: step.endedAt === null ? until : Date.parse(step.endedAt) })
  const filled = step.fraction === null || !isOpen ? 1 : step.fraction
  const tone = { '--tone': `var(--state-${lookOf(step.shown).tone})` } as React.CSSProperties
  return (
    <li className={classes.step} data-step={step.step} data-state={step.shown}>
      <div className={classes.row}>
        <span className={`${classes.name} mono`}>
          <StatusMark state={step.shown} fraction={step.fraction} wordsHidden />
          <bdi>{step.step}</bdi>
        </span>
        <div className={classes.track} aria-hidden>
          <span
            className={`${classes.span} ${isOpen && step.shown === 'running' ? classes.open : ''}`}
            style={{ ...tone, left: `${left}%`, width: `${width}%` }}
          >
            <span className={classes.done} style={{ width: `${filled * 100}%` }} />
          </span>
        </div>
        <StepWords step={step} isCut={isCut} />
      </div>
      {(step.shards.length > 0 || (step.shardsExpected !== null && !isCut)) && (
        <div className={classes.shards}>
          <ShardGrid shards={step.shards} expected={isCut ? null : step.shardsExpected} />
        </div>
      )}
    </li>
  )
}

/** The state that a step shares with its run, or its own end, is also shown in words. */
const SAID: ReadonlySet<StepView['shown']> = new Set(['failed', 'partial', 'silent', 'stalled', 'died'])

function StepWords({ step, isCut }: { step: StepView; isCut: boolean }) {
  const isOpen = step.state === 'running'
  const facts = [
    formatProgress(step),
    step.shown === 'running' && formatRate(step.perHour),
    !isCut && shardLabels(step.shards, step.shardsExpected),
    SAID.has(step.shown) && lookOf(step.shown).word,
    step.implied && 'end implied by a later step',
  ]
  return (
    <div className={classes.words}>
      <span className="num">
        {isOpen ? <Duration since={step.startedAt} /> : <Duration seconds={step.durationSeconds} />}
        {facts.filter(Boolean).map((fact) => ` · ${fact}`)}
      </span>
      {step.message && (
        <span className={`${classes.message} caption`}>
          <bdi>{step.message}</bdi>
        </span>
      )}
      {step.checkpoint && (
        <span className={`${classes.message} caption`}>
          checkpoint <code>{sanitizeText(step.checkpoint)}</code>
        </span>
      )}
    </div>
  )
}
