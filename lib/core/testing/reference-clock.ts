import type { Instant, MonitorConfig, Outage, StepLimit } from '../types'
import { type Due, type ModelRun, maxRuntimeOf, partName } from './reference-data'
import { ReferenceLedger } from './reference-ledger'

const MAX_UNJUDGED = 100
const ORDER: Due['kind'][] = ['timed_out', 'silent', 'step_late', 'stalled', 'lost', 'not_started', 'missed']

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** What time does to the reference model: deadlines, Lubdub's own outages, and what its owner decides. */
export class ReferenceClock extends ReferenceLedger {
  /** Set while an outage is recovering: nothing from its start on may be decided before. */
  heldUntil: Instant | null = null

  /** The exact next deadline. Null: none, or paused. */
  nextDeadline(): Instant | null {
    return this.status === 'paused' ? null : (this.dues()[0]?.at ?? null)
  }

  /** Every deadline that stands, in the order in which they are handled. */
  private dues(): Due[] {
    const dues: Due[] = []
    const add = (at: Instant | null, kind: Due['kind'], run: ModelRun | null = null, limit = 0) => {
      if (at !== null) dues.push({ at, kind, run, limit })
    }
    for (const run of this.openRuns) {
      add(run.deadlineAt, 'timed_out', run)
      if (this.status === 'paused') continue
      add(this.silenceDeadline(run), 'silent', run)
      add(this.stallDeadline(run), 'stalled', run)
      for (const limit of this.config.stepLimits.keys()) add(this.stepDeadline(run, limit), 'step_late', run, limit)
    }
    add(this.lostDeadlineAt, 'lost')
    if (this.status === 'new' || this.status === 'up') {
      add(this.finishDeadline(), 'missed')
      add(this.startByDeadline(), 'not_started')
    }
    const place = ({ run }: Due) => (run === null ? this.runs.length : this.runs.indexOf(run))
    const kind = (due: Due) => ORDER.indexOf(due.kind)
    return dues.sort((a, b) => a.at - b.at || place(a) - place(b) || kind(a) - kind(b) || a.limit - b.limit)
  }

  private silenceDeadline(run: ModelRun): Instant | null {
    const { silenceSeconds } = this.config
    return silenceSeconds === null || run.silentAt !== null ? null : run.silentFromAt + silenceSeconds * 1000
  }

  private stallDeadline(run: ModelRun): Instant | null {
    const { stallSeconds } = this.config
    if (stallSeconds === null || run.stalledFromAt === null || run.stalledAt !== null) return null
    return run.stalledFromAt + stallSeconds * 1000
  }

  private stepDeadline(run: ModelRun, index: number): Instant | null {
    const standing = run.brokenLimits.includes(index) ? null : this.stepLimit(run, index)
    return standing === null || standing.isKept ? null : standing.deadline
  }

  /** How a step limit stands, broken or not. Null: it does not run yet. */
  protected stepLimit(run: ModelRun, index: number): { deadline: Instant; isKept: boolean } | null {
    const limit = this.config.stepLimits[index]!
    const reached = (step: string | null, signal: StepLimit['signal']): Instant | null => {
      if (step === null) return signal === 'start' ? run.startedAt : null
      const part = this.part(run, step, '')
      if (signal === 'start') return part?.startedAt ?? null
      return part?.state === 'succeeded' ? part.endedAt : null
    }
    const base = reached(limit.ofStep, limit.ofSignal)
    if (base === null) return null
    const deadline = base + limit.withinSeconds * 1000
    const reachedAt = reached(limit.step, limit.signal)
    return { deadline, isKept: reachedAt !== null && reachedAt <= deadline }
  }

  private startByDeadline(): Instant | null {
    const { startBySeconds } = this.config
    if (startBySeconds === null || this.expectedAt === null || this.openRuns.length > 0) return null
    const started = this.startedForAt !== null && this.startedForAt >= this.expectedAt
    return started ? null : this.expectedAt + startBySeconds * 1000
  }

  private handle({ at, kind, run, limit }: Due) {
    if (kind === 'timed_out') {
      Object.assign(run!, { state: 'timed_out', endedAt: at, reason: 'timed_out' })
      this.fail(at, 'timed_out', run)
      this.timedOutForSchedule(run!, at)
    } else if (kind === 'silent') {
      run!.silentAt = at
      this.fail(at, 'silent', run)
    } else if (kind === 'step_late') {
      run!.brokenLimits.push(limit)
      this.fail(at, 'step_late', run, this.config.stepLimits[limit]!.step)
    } else if (kind === 'stalled') {
      run!.stalledAt = at
      const key = `stalled:${run!.id}:${at}`
      this.notices.push({ type: 'run.stalled', key, at, reason: 'stalled', runId: run!.id, part: null })
    } else if (kind === 'lost') {
      const lost = this.runs.find(({ id }) => id === this.lostRunId)!
      this.forgetLost()
      this.fail(at, 'lost', lost, this.hangingIn(lost))
    } else {
      this.fail(at, kind, null)
      this.expectedAt = this.next(this.expectedAt!)
    }
  }

  /** The part that a lost run is most likely to hang in. */
  private hangingIn(run: ModelRun): string | undefined {
    const open = this.partsOf(run).filter(({ state }) => state === 'running')
    const shards = open.filter(({ shard }) => shard !== '')
    const [first] = (shards.length > 0 ? shards : open).sort(
      (a, b) => a.lastBeatAt - b.lastBeatAt || a.position - b.position,
    )
    return first && partName(first.step, first.shard)
  }

  /** The first instant at which the run would have failed by its limits, had it stayed open. */
  protected firstLimitOf(run: ModelRun): Instant | null {
    const steps = [...this.config.stepLimits.keys()].map((limit) => this.stepDeadline(run, limit))
    const all = [run.deadlineAt, this.silenceDeadline(run), ...steps].filter((at) => at !== null)
    return all.length === 0 ? null : Math.min(...all)
  }

  private decide(isDue: (at: Instant) => boolean) {
    for (let due = this.dues()[0]; due && isDue(due.at); due = this.dues()[0]) this.handle(due)
  }

  tick(now: Instant, outages: readonly Outage[]) {
    this.heldUntil = null
    for (const outage of outages) {
      if (outage.seq <= this.outageSeq || outage.startedAt > now) continue
      this.decide((at) => at <= now && at < outage.startedAt)
      if (now < outage.recoversAt) {
        this.heldUntil = outage.recoversAt
        return
      }
      this.surviveOutage(outage)
    }
    this.decide((at) => at <= now)
  }

  private surviveOutage({ seq, startedAt: a, endedAt: b, recoversAt: r }: Outage) {
    const inside = (at: Instant | null) => at !== null && at >= a && at < r
    const list = (expectedAt: Instant, runId: string | null) =>
      this.unjudged.push({ outageSeq: seq, expectedAt, runId })
    const judging = this.status === 'new' || this.status === 'up'
    for (let n = 0; judging && this.expectedAt !== null && this.expectedAt < r && this.finishDeadline()! >= a; n += 1) {
      if (n < MAX_UNJUDGED) list(this.expectedAt, null)
      this.expectedAt = this.config.schedule.type === 'interval' ? r : this.next(this.expectedAt)
    }
    for (const run of this.openRuns) {
      if (run.lastBeatAt < b && inside(run.deadlineAt)) {
        Object.assign(run, { state: 'unjudged', endedAt: r })
        list(run.deadlineAt!, run.id)
        continue
      }
      for (const i of this.config.stepLimits.keys()) if (inside(this.stepDeadline(run, i))) run.brokenLimits.push(i)
      const unheard = run.lastBeatAt < b
      if (unheard) run.outageSeq = seq
      if (unheard && run.deadlineAt !== null) run.deadlineAt += r - a
      if (!unheard && inside(run.deadlineAt)) run.deadlineAt = r
      this.waitAnew(run, unheard ? r : b)
    }
    if (inside(this.lostDeadlineAt)) this.lostDeadlineAt = null
    this.outageSeq = seq
  }

  /** Silence and stall count from the instant at the earliest. */
  private waitAnew(run: ModelRun, from: Instant) {
    run.silentFromAt = Math.max(run.silentFromAt, from)
    if (run.stalledFromAt !== null) run.stalledFromAt = Math.max(run.stalledFromAt, from)
  }

  edit(config: MonitorConfig, now: Instant) {
    const before = this.config
    if (same(before, config)) return
    this.config = config
    this.heldUntil = null
    for (const run of this.openRuns) {
      const limits = run.brokenLimits.map((i) => config.stepLimits.findIndex((l) => same(l, before.stepLimits[i])))
      run.brokenLimits = limits.filter((i) => i >= 0)
      const seconds = maxRuntimeOf(config)
      if (seconds !== maxRuntimeOf(before)) run.deadlineAt = seconds === null ? null : run.startedAt! + seconds * 1000
    }
    this.forgetBefore(now)
    if (this.status === 'paused') return
    const armed = this.expectedAt !== null
    if (before.expectFromCreation && !config.expectFromCreation && this.lastBeatAt === null) {
      this.expectedAt = null
      this.startedForAt = null
      return
    }
    if (!same(before.schedule, config.schedule) && (armed || this.lastBeatAt !== null)) {
      this.startedForAt = null
      this.expectedAt = this.next(now)
      return
    }
    if (!armed && config.expectFromCreation && !before.expectFromCreation) {
      this.expectedAt = this.next(now)
      return
    }
    const shifted = before.graceSeconds !== config.graceSeconds || before.startBySeconds !== config.startBySeconds
    const { graceSeconds, startBySeconds } = config
    const started = (this.startedForAt ?? Number.NEGATIVE_INFINITY) >= (this.expectedAt ?? 0)
    const overdueMs = now - (this.expectedAt ?? now)
    const late = overdueMs > graceSeconds * 1000
    const lateToStart = startBySeconds !== null && !started && overdueMs > startBySeconds * 1000
    const overdue = this.status !== 'down' && (late || lateToStart)
    if (armed && (shifted || overdue)) this.expectedAt = this.next(now)
  }

  private forgetBefore(now: Instant) {
    for (const run of this.openRuns) {
      if (run.deadlineAt !== null) run.deadlineAt = Math.max(run.deadlineAt, now)
      this.waitAnew(run, now)
      for (const i of this.config.stepLimits.keys()) {
        if ((this.stepDeadline(run, i) ?? now) < now) run.brokenLimits.push(i)
      }
    }
    if (this.lostDeadlineAt !== null) this.lostDeadlineAt = Math.max(this.lostDeadlineAt, now)
  }

  pause(now: Instant) {
    if (this.status === 'paused') return
    this.heldUntil = null
    this.flip('paused', now, 'paused')
    this.expectedAt = null
    this.startedForAt = null
    this.forgetLost()
    this.failedRunStartedAt = null
    this.failuresInRow = 0
    this.successesInRow = 0
  }

  resume(now: Instant) {
    if (this.status !== 'paused') return
    this.heldUntil = null
    for (const run of this.openRuns) {
      if (run.deadlineAt === null || run.deadlineAt > now) continue
      Object.assign(run, { state: 'timed_out', endedAt: run.deadlineAt, reason: 'timed_out' })
    }
    this.flip('new', now, 'resumed')
    this.expectedAt = this.next(now)
    this.forgetBefore(now)
  }
}
