import { Section, Text } from '@react-email/components'
import type { EventRun, EventStep } from '@/lib/contract/events-shapes'
import { count } from '../labels'
import { formatBoth, formatDuration } from '../times'
import { type Fact, Mono, styles, TONES, type Tone } from './mail-parts'

const STEP_TONES: Record<EventStep['state'], Tone> = {
  running: 'running',
  succeeded: 'up',
  partial: 'partial',
  failed: 'down',
}

const RUN_WORDS: Record<EventRun['state'], string> = {
  running: 'running',
  succeeded: 'succeeded',
  partial: 'ended with failed or missing parts',
  failed: 'failed',
  timed_out: 'timed out',
  lost: 'never ended',
  unjudged: 'unjudged: Lubdub had an outage',
}

const OUTPUT_LINES = 40

/** The details of the run, one a line. `isNamed`: the run's number is in the mail already. */
export function runFacts(
  run: EventRun,
  { timezone, at, isNamed }: { timezone: string; at: string; isNamed: boolean },
): Fact[] {
  const facts: (Fact | null)[] = [
    {
      label: 'Run',
      value: [
        ...(isNamed ? [] : [`#${run.number}`]),
        ...(run.key === null ? [] : [`key ${run.key}`]),
        ...(run.attempt > 1 ? [`attempt ${run.attempt}`] : []),
        RUN_WORDS[run.state],
      ].join(', '),
    },
    run.startedAt === null
      ? null
      : {
          label: 'Started',
          value: `${formatBoth(run.startedAt, timezone)}, ran ${formatDuration(run.startedAt, run.endedAt ?? at)}`,
        },
    run.step === null ? null : { label: 'Step', value: <Mono>{run.step}</Mono> },
    progressFact(run),
    { label: 'Last beat', value: formatBoth(run.lastBeatAt, timezone) },
    run.host === null ? null : { label: 'Host', value: <Mono>{run.host}</Mono> },
    run.message === null ? null : { label: 'Message', value: run.message },
  ]
  return facts.filter((fact) => fact !== null)
}

export function Steps({ run, at }: { run: EventRun; at: string }) {
  if (run.steps.length === 0) return null
  const end = run.endedAt ?? at
  const isOver = run.state !== 'running'
  return (
    <Section style={{ marginBottom: 16 }}>
      <Text style={{ ...styles.caption, marginBottom: 4 }}>Steps</Text>
      {run.steps.map((step) => (
        <Text key={step.step} style={styles.small}>
          <Shape tone={isOver && step.state === 'running' ? 'quiet' : STEP_TONES[step.state]} />{' '}
          <Mono>{step.step}</Mono> {stepText(step, { end, isOver })}
        </Text>
      ))}
    </Section>
  )
}

function Shape({ tone }: { tone: Tone }) {
  return <span style={{ color: TONES[tone].color }}>{TONES[tone].shape}</span>
}

/** The end of the run's output; the whole output is on the run's page. */
export function Output({ run }: { run: EventRun }) {
  if (!run.output) return null
  const lines = run.output.trimEnd().split('\n')
  const shown = lines.slice(-OUTPUT_LINES).join('\n')
  const isCut = run.outputTruncated || lines.length > OUTPUT_LINES
  return (
    <Section>
      <Text style={{ ...styles.caption, marginBottom: 4 }}>{isCut ? 'End of the last output' : 'Last output'}</Text>
      <pre style={styles.output}>{shown}</pre>
    </Section>
  )
}

function stepText(step: EventStep, { end, isOver }: { end: string; isOver: boolean }): string {
  const word = step.state === 'running' && isOver ? 'did not end' : step.state
  const took = formatDuration(step.startedAt, step.endedAt ?? end)
  const shards =
    step.shardsExpected === null
      ? ''
      : `, ${step.shardsSucceeded} of ${count(step.shardsExpected, 'shard')} done${step.shardsFailed > 0 ? `, ${step.shardsFailed} failed` : ''}`
  const progress = step.done === null ? '' : `, ${progressText(step)}`
  const checkpoint = step.state !== 'succeeded' && step.checkpoint ? `, checkpoint ${step.checkpoint}` : ''
  return `${word}, ${took}${progress}${shards}${checkpoint}`
}

function progressFact(run: EventRun): Fact | null {
  const percent = run.fraction === null ? null : `${Math.floor(run.fraction * 100)} %`
  if (run.done === null) return percent === null ? null : { label: 'Progress', value: percent }
  const share = percent === null ? '' : ` (${percent})`
  return { label: 'Progress', value: `${progressText(run)}${share}${lastHourText(run)}` }
}

function lastHourText({ doneLastHour }: EventRun): string {
  return doneLastHour === null ? '' : `, ${doneLastHour.toLocaleString('en-GB')} in the last hour`
}

function progressText(part: { done: number | null; total: number | null; unit: string | null }): string {
  const done = (part.done ?? 0).toLocaleString('en-GB')
  const total = part.total === null ? '' : ` of ${part.total.toLocaleString('en-GB')}`
  return `${done}${total}${part.unit === null ? '' : ` ${part.unit}`}`
}
