import { applyBeat, applyEdit, applyPause, applyResume, applyTick, declaredName, stateAtCreation } from '..'
import type {
  Beat,
  Bounds,
  Instant,
  MonitorConfig,
  MonitorSnapshot,
  MonitorState,
  Outage,
  Outcome,
  Part,
  Run,
} from '../types'

const partKey = (part: Pick<Part, 'runId' | 'step' | 'shard'>) => `${part.runId} ${part.step} ${part.shard}`

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner)
  return Object.freeze(value)
}

const alike = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function hasSameValues(a: object | undefined, b: object): boolean {
  return a !== undefined && Object.entries(a).every(([name, value]) => value === b[name as keyof typeof b])
}

/**
 * The core with a store around it that does the work of the outer layers: load what may matter,
 * decide, save the changes.
 */
export class SystemUnderTest {
  config: MonitorConfig
  state: MonitorState
  readonly runs = new Map<string, Run>()
  readonly parts = new Map<string, Part>()
  private decisions = 0

  constructor(config: MonitorConfig, madeAt: Instant) {
    this.config = frozen(config)
    this.state = frozen(stateAtCreation(config, madeAt))
  }

  get openRuns(): Run[] {
    return [...this.runs.values()].filter((run) => run.state === 'running')
  }

  part(name: Pick<Part, 'runId' | 'step' | 'shard'>): Part | undefined {
    return this.parts.get(partKey(name))
  }

  beat(beat: Beat, bounds?: Bounds): Outcome {
    const open = this.openRuns
    const mayBelong = beat.runKey === null ? this.anonymous(beat) : this.attemptsOf(beat.runKey)
    if (this.state.openRunCount >= 100) {
      const oldest = open.reduce((a, b) => ((b.startedAt ?? 0) < (a.startedAt ?? 0) ? b : a))
      if (!mayBelong.includes(oldest)) mayBelong.push(oldest)
    }
    const step = beat.step === null ? '' : (declaredName(this.config, beat.step) ?? beat.step)
    const named = (part: Part) => part.shard === '' || (part.step === step && part.shard === beat.shard)
    return this.decide(mayBelong, this.partsOf(mayBelong).filter(named), (snapshot) =>
      applyBeat(snapshot, frozen(beat), bounds),
    )
  }

  tick(now: Instant, outages: readonly Outage[]): Outcome {
    const parts = this.config.stepLimits.length > 0 ? this.partsOf(this.openRuns) : []
    const lost = this.lostRuns()
    const hanging = this.partsOf(lost).filter(({ state }) => state === 'running')
    const runs = [...this.openRuns, ...lost]
    return this.decide(runs, [...parts, ...hanging], (snapshot) => applyTick(snapshot, now, frozen([...outages])))
  }

  edit(config: MonitorConfig, now: Instant): Outcome {
    const limited = this.config.stepLimits.length + config.stepLimits.length > 0
    const parts = limited ? this.partsOf(this.openRuns) : []
    return this.decide(this.openRuns, parts, (snapshot) => applyEdit(snapshot, frozen(config), now))
  }

  pause(now: Instant): Outcome {
    return this.decide(this.openRuns, [], (snapshot) => applyPause(snapshot, now))
  }

  resume(now: Instant): Outcome {
    const parts = this.config.stepLimits.length > 0 ? this.partsOf(this.openRuns) : []
    return this.decide(this.openRuns, parts, (snapshot) => applyResume(snapshot, now))
  }

  /** The anonymous run that began last, if beats may still belong to it. */
  private anonymous({ receivedAt }: Beat): Run[] {
    const last = [...this.runs.values()].findLast((run) => run.key === null)
    const mayBelong =
      last?.state === 'running' || receivedAt <= (this.state.anonymousUntilAt ?? Number.NEGATIVE_INFINITY)
    return last !== undefined && mayBelong ? [last] : []
  }

  private lostRuns(): Run[] {
    const { lostDeadlineAt, lostRunId } = this.state
    const run = lostDeadlineAt === null || lostRunId === null ? undefined : this.runs.get(lostRunId)
    return run === undefined ? [] : [run]
  }

  private attemptsOf(key: string): Run[] {
    return [...this.runs.values()].filter((run) => run.key === key)
  }

  private partsOf(runs: readonly Run[]): Part[] {
    const ids = new Set(runs.map((run) => run.id))
    return [...this.parts.values()].filter((part) => ids.has(part.runId))
  }

  private decide(runs: readonly Run[], parts: readonly Part[], apply: (snapshot: MonitorSnapshot) => Outcome): Outcome {
    const snapshot: MonitorSnapshot = { config: this.config, state: this.state, runs, parts }
    const outcome = apply(snapshot)
    this.decisions += 1
    if (this.decisions % 4 === 0 && !alike(outcome, apply(snapshot)))
      throw new Error('the same input twice gives the same decision')
    for (const [before, after] of [
      [runs, outcome.snapshot.runs],
      [parts, outcome.snapshot.parts],
    ] as const) {
      before.forEach((thing, i) => {
        if (after[i] !== thing && hasSameValues(after[i], thing))
          throw new Error('objects that did not change keep their identity')
      })
    }
    this.config = frozen(outcome.snapshot.config)
    this.state = frozen(outcome.snapshot.state)
    for (const run of outcome.snapshot.runs) if (!runs.includes(run)) this.runs.set(run.id, frozen(run))
    for (const part of outcome.snapshot.parts) if (!parts.includes(part)) this.parts.set(partKey(part), frozen(part))
    return outcome
  }
}
