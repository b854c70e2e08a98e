import { nextOccurrence, occurrenceFor } from '../schedule'
import type {
  Away,
  FailureReason,
  Flip,
  FlipReason,
  InDoubt,
  Instant,
  MonitorConfig,
  MonitorStatus,
  Notice,
  Unjudged,
} from '../types'
import type { ModelPart, ModelRun } from './reference-data'

/**
 * The part of the reference model for storage: its data, its counters, and the expected finish of
 * the schedule.
 */
export class ReferenceLedger {
  status: MonitorStatus = 'new'
  seq = 0
  expectedAt: Instant | null = null
  startedForAt: Instant | null = null
  lastBeatAt: Instant | null = null
  lastSuccessAt: Instant | null = null
  failuresInRow = 0
  successesInRow = 0
  failedRunStartedAt: Instant | null = null
  lostDeadlineAt: Instant | null = null
  lostRunId: string | null = null
  runsDropped = 0
  flipVersion = 0
  downSinceAt: Instant | null = null
  outageSeq = 0
  runs: ModelRun[] = []
  parts: ModelPart[] = []
  flips: Flip[] = []
  notices: Notice[] = []
  unjudged: Unjudged[] = []
  inDoubt: InDoubt[] = []
  usualFinishes: number[] = []
  usualDurations: number[] = []

  constructor(public config: MonitorConfig) {}

  get openRuns(): ModelRun[] {
    return this.runs.filter((run) => run.state === 'running')
  }

  part(run: ModelRun, step: string, shard: string): ModelPart | undefined {
    return this.parts.find((part) => part.runId === run.id && part.step === step && part.shard === shard)
  }

  partsOf(run: { id: string }): ModelPart[] {
    return this.parts.filter((part) => part.runId === run.id)
  }

  /** How many shards of the step (for '': of the run) have the state. */
  shardsIn(run: { id: string }, step: string, state: ModelPart['state']): number {
    return this.parts.filter((p) => p.runId === run.id && p.step === step && p.shard !== '' && p.state === state).length
  }

  /** How many parts of the run, at any level, are failed or partial. */
  partsFailed(run: { id: string }): number {
    return this.parts.filter((p) => p.runId === run.id && (p.state === 'failed' || p.state === 'partial')).length
  }

  protected flip(
    to: MonitorStatus,
    at: Instant,
    reason: FlipReason,
    about: { run?: string; part?: string; away?: Away } = {},
  ) {
    this.flipVersion += 1
    const flip = { version: this.flipVersion, from: this.status, to, at, reason }
    const away = about.away ? { away: about.away } : {}
    this.flips.push({ ...flip, runId: about.run ?? null, part: about.part ?? null, ...away })
    this.status = to
    this.downSinceAt = to === 'down' ? at : null
  }

  protected isFailure(state: ModelRun['state']): boolean {
    return state === 'failed' || (state === 'partial' && this.config.partialIsFailure)
  }

  protected forgetLost() {
    this.lostDeadlineAt = null
    this.lostRunId = null
  }

  protected fail(at: Instant, reason: FailureReason, run: ModelRun | null, about: { part?: string; away?: Away } = {}) {
    if (this.status === 'paused' || run?.failureCounted) return
    if (run) run.failureCounted = true
    this.failuresInRow += 1
    this.successesInRow = 0
    this.failedRunStartedAt = run?.startedAt ?? null
    if (this.status !== 'down' && this.failuresInRow >= this.config.failureTolerance) {
      this.flip('down', at, reason, { ...about, ...(run && { run: run.id }) })
    } else if (run && this.config.alertOnEveryFailure) {
      const notice = { key: `failed:${run.id}`, at, reason, runId: run.id, part: null, ...about }
      this.notices.push({ type: 'run.failed', ...notice })
    }
  }

  protected succeed(run: ModelRun | null, at: Instant) {
    if (this.status === 'paused') return
    const failedStart = this.failuresInRow > 0 ? this.failedRunStartedAt : null
    const startedAt = run?.startedAt ?? null
    if (failedStart !== null && startedAt !== null && startedAt < failedStart) return
    if (run) run.failureCounted = false
    if (this.config.endsOn === 'run') this.forgetLost()
    this.lastSuccessAt = at
    this.successesInRow += 1
    if (this.status === 'down' && this.successesInRow < this.config.recoveryThreshold) return
    this.failuresInRow = 0
    this.failedRunStartedAt = null
    if (this.status === 'new') this.flip('up', at, 'first_success', { run: run?.id })
    if (this.status === 'down') this.flip('up', at, 'recovered', { run: run?.id })
  }

  /** The occurrence that the instant belongs to. */
  protected occurrence(at: Instant): Instant | null {
    return occurrenceFor(this.config.schedule, at, this.config.graceSeconds)
  }

  /** The first occurrence after the instant; for an interval, one interval later; without a schedule, null. */
  protected next(after: Instant): Instant | null {
    return nextOccurrence(this.config.schedule, after)
  }

  /**
   * Whether a beat at the instant comes within so many minutes of another instant, and within half
   * the gap of the schedule.
   */
  protected within(minutes: number, of: Instant | null, at: Instant): boolean {
    if (of === null) return false
    const { schedule } = this.config
    let most = minutes * 60_000
    if (schedule.type === 'interval') most = Math.min(most, (schedule.seconds * 1000) / 2)
    else if (schedule.type !== 'none') {
      const first = this.next(at)
      const second = first === null ? null : this.next(first)
      if (first !== null && second !== null) most = Math.min(most, (second - first) / 2)
    }
    return at - of <= most
  }

  protected startExpecting(at: Instant, isFinish: boolean) {
    if (this.expectedAt !== null || this.status === 'paused') return
    const s = this.occurrence(at)
    const awaitsThisRun = s !== null && !isFinish && s + this.config.graceSeconds * 1000 > at
    this.expectedAt = awaitsThisRun ? s : this.next(s ?? at)
  }

  /**
   * Records usual times from the finish of an open run, or of a run without a start. Called before
   * the expected finish changes.
   */
  protected noteUsual(startedAt: Instant | null, at: Instant, expected: Instant | null) {
    const { schedule, graceSeconds } = this.config
    const tenths = (ms: number) => Math.floor(ms / 100)
    if (startedAt !== null) this.usualDurations = [...this.usualDurations, tenths(at - startedAt)].slice(-20)
    if (expected === null || this.status === 'paused') return
    let after = this.occurrence(at)
    if (schedule.type === 'interval') {
      after = this.lastSuccessAt
      if (after === null || expected - after !== schedule.seconds * 1000 || at > expected + graceSeconds * 1000) return
    } else if (after === null || after < expected) return
    this.usualFinishes = [...this.usualFinishes, tenths(at - after)].slice(-20)
  }

  protected startedForSchedule(at: Instant) {
    const { type } = this.config.schedule
    if (this.status === 'paused' || type === 'none') return
    this.startedForAt = type === 'interval' ? this.expectedAt : this.occurrence(at)
  }

  protected finishedForSchedule(at: Instant, expectedBefore: Instant | null) {
    const { type } = this.config.schedule
    if (this.status === 'paused' || type === 'none') return
    const s = this.occurrence(at)
    this.startedForAt = type === 'interval' ? expectedBefore : s
    this.expectAtLeast(this.next(s ?? at))
  }

  protected timedOutForSchedule(run: ModelRun, at: Instant) {
    if (this.expectedAt === null) return
    const { type } = this.config.schedule
    this.expectAtLeast(this.next(type === 'interval' ? at : (this.occurrence(run.startedAt!) ?? run.startedAt!)))
  }

  private expectAtLeast(at: Instant | null) {
    this.expectedAt = at === null ? null : Math.max(this.expectedAt ?? at, at)
  }

  protected finishDeadline(): Instant | null {
    if (this.expectedAt === null) return null
    const deadline = this.expectedAt + this.config.graceSeconds * 1000
    if (this.config.maxRuntimeSeconds === null) return deadline
    const inTime = this.openRuns.filter((run) => run.startedAt !== null && run.startedAt <= deadline)
    return Math.max(deadline, ...inTime.map((run) => run.deadlineAt ?? deadline))
  }
}
