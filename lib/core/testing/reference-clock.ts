import { previousOccurrence } from '../schedule'
import type { Away, DeafSpan, Instant, MonitorConfig, Outage, StepLimit, Unjudged } from '../types'
import { type Due, type ModelRun, maxRuntimeOf, partName } from './reference-data'
import { ReferenceDeafness, share } from './reference-deafness'
import { ReferenceLedger } from './reference-ledger'

const MAX_UNJUDGED = 100
const ORDER: Due['kind'][] = ['timed_out', 'silent', 'step_late', 'stalled', 'lost', 'not_started', 'missed']

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The part of the reference model for time: deadlines, outages of Lubdub, and the owner's decisions. */
export class ReferenceClock extends ReferenceLedger {
  /** When the outage whose recovery window is open will be applied. Null: there is none. */
  heldUntil: Instant | null = null
  /** The outages of the last tick. Edits, pauses and resumes do not use them. */
  protected deafness = new ReferenceDeafness([])

  /** The exact next deadline. Null: none, or paused. */
  nextDeadline(): Instant | null {
    return this.status === 'paused' ? null : (this.dues()[0]?.at ?? null)
  }

  /** The same without outages. */
  nextDeadlineAsSet(): Instant | null {
    const { deafness } = this
    this.deafness = new ReferenceDeafness([])
    const at = this.nextDeadline()
    this.deafness = deafness
    return at
  }

  /** Every deadline, in the order in which they are handled. */
  private dues(): Due[] {
    const dues: Due[] = []
    const add = (at: Instant | null, kind: Due['kind'], run: ModelRun | null = null, limit = 0) => {
      if (at !== null) dues.push({ at: this.deafness.due(at), kind, run, limit })
    }
    for (const run of this.openRuns) {
      add(run.deadlineAt, 'timed_out', run)
      if (this.status === 'paused') continue
      add(this.silenceDeadline(run), 'silent', run)
      add(this.stallDeadline(run), 'stalled', run)
      for (const limit of this.config.stepLimits.keys()) {
        const standing = run.brokenLimits.includes(limit) ? null : this.stepLimit(run, limit)
        const reachedAt = standing?.reachedAt ?? Number.POSITIVE_INFINITY
        if (standing && reachedAt > this.deafness.due(standing.deadline))
          add(standing.deadline, 'step_late', run, limit)
      }
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

  private silenceAsSet(run: ModelRun): Instant | null {
    const { silenceSeconds } = this.config
    return silenceSeconds === null || run.silentAt !== null ? null : run.silentFromAt + silenceSeconds * 1000
  }

  private silenceDeadline(run: ModelRun): Instant | null {
    const { silenceSeconds } = this.config
    if (silenceSeconds === null || run.silentAt !== null) return null
    let from = run.silentFromAt
    for (const group of this.unapplied()) {
      if (from + silenceSeconds * 1000 >= group.a) from = this.waitFrom(group, from, group.r)
    }
    return from + silenceSeconds * 1000
  }

  private stallDeadline(run: ModelRun): Instant | null {
    const { stallSeconds } = this.config
    if (stallSeconds === null || run.stalledFromAt === null || run.stalledAt !== null) return null
    let from = run.stalledFromAt
    for (const group of this.unapplied()) {
      if (from + stallSeconds * 1000 >= group.a) from = this.waitFrom(group, from, this.stallEnd(group, run))
    }
    return from + stallSeconds * 1000
  }

  private unapplied() {
    return this.deafness.groups.filter(({ seq }) => seq > this.outageSeq)
  }

  private stallEnd({ deaf, r }: { deaf: DeafSpan[]; r: Instant }, run: ModelRun): Instant {
    return deaf.some(({ to }) => run.lastBeatAt < to) ? r : Math.max(...deaf.map(({ to }) => to))
  }

  /** The instant from which a wait counts that counted from `base`, if no beat was received since. */
  private waitFrom(group: ReferenceDeafness['groups'][number], base: Instant, end: Instant): Instant {
    const since = group.deaf.filter(({ to }) => to > base)
    return since.length === 0 ? base : Math.min(end, this.deafness.recovered(group, since[0]!.from))
  }

  private stepDeadline(run: ModelRun, index: number): Instant | null {
    const standing = run.brokenLimits.includes(index) ? null : this.stepLimit(run, index)
    return standing === null || standing.isKept ? null : standing.deadline
  }

  /** The state of a step limit, broken or not. Null: its time has not started. */
  protected stepLimit(run: ModelRun, index: number) {
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
    return { base, deadline, reachedAt, isKept: reachedAt !== null && reachedAt <= deadline }
  }

  private startByDeadline(): Instant | null {
    const { startBySeconds } = this.config
    if (startBySeconds === null || this.expectedAt === null || this.openRuns.length > 0) return null
    const started = this.startedForAt !== null && this.startedForAt >= this.expectedAt
    const deadline = this.expectedAt + startBySeconds * 1000
    const from = this.expectedAt - this.early(this.expectedAt)
    const isDeaf = share(this.deafness.deaf, from, this.deafness.due(deadline)) > 0
    return started || isDeaf ? null : deadline
  }

  private early(s: Instant): number {
    const { schedule, graceSeconds } = this.config
    const gap = schedule.type === 'interval' ? schedule.seconds * 1000 : s - (previousOccurrence(schedule, s - 1) ?? 0)
    return Math.min(graceSeconds * 1000, gap / 2)
  }

  /** The deaf span in which a finish may have been lost. */
  private lost(base: Instant, usual: number[], wait: { s: Instant; early: number; deadline: Instant; heard: Instant }) {
    const { s, early, deadline, heard } = wait
    const silentSince = this.deafness.deaf.filter(({ to }) => to > heard)
    if (usual.length >= 5) {
      const took = silentSince.filter(({ from, to }) => {
        const first = Math.floor((from - base) / 100)
        const last = Math.ceil((to - base) / 100) - 1
        return from < this.deafness.due(deadline) && usual.some((tenths) => tenths >= first && tenths <= last)
      })
      return took.at(-1) ?? null
    }
    if (deadline === s) return silentSince.find(({ from, to }) => from <= s && s < to) ?? null
    const within = silentSince.filter((span) => share([span], s - early, deadline) > 0)
    const isMuch = share(within, s - early, deadline) * 20 >= deadline - s
    return isMuch ? (within.at(-1) ?? null) : null
  }

  private lostOccurrence(): DeafSpan | null {
    const { schedule } = this.config
    const s = this.expectedAt
    if (s === null || schedule.type === 'none') return null
    const early = this.early(s)
    const own = this.openRuns.filter((run) => schedule.type === 'interval' || run.startedAt! >= s - early)
    const heard = Math.max(...own.map((run) => run.lastBeatAt))
    const base = schedule.type === 'interval' ? s - schedule.seconds * 1000 : s
    return this.lost(base, this.usualFinishes, { s, early, deadline: this.finishDeadline()!, heard })
  }

  private lostEnd({ startedAt, deadlineAt, lastBeatAt }: ModelRun): DeafSpan | null {
    if (deadlineAt === null || this.status === 'paused') return null
    const wait = { s: startedAt!, early: 0, deadline: deadlineAt, heard: lastBeatAt }
    return this.lost(startedAt!, this.usualDurations, wait)
  }

  private away(from: Instant, to: Instant): { away?: Away } {
    const met = this.deafness.deaf.filter((span) => share([span], from, to) > 0)
    const length = Math.max(...met.map((span) => span.to - span.from))
    const longest = met.findLast((span) => span.to - span.from === length)
    return longest ? { away: { from: longest.from, to: longest.to } } : {}
  }

  private restart(span: DeafSpan): boolean {
    const { schedule } = this.config
    if (schedule.type !== 'interval') return false
    const ms = schedule.seconds * 1000
    const isFirst = this.deafness.deaf.every(({ to }) => to + ms !== this.expectedAt)
    if (!isFirst || span.to + ms <= this.expectedAt!) return false
    this.expectedAt = span.to + ms
    this.list(this.inDoubt, span, { expectedAt: span.to + ms, deadlineAt: this.finishDeadline()!, runId: null })
    return true
  }

  private handle({ at, kind, run, limit }: Due) {
    if (kind === 'timed_out') {
      const span = this.lostEnd(run!)
      const { away = null } = span ? { away: { from: span.from, to: span.to } } : this.away(run!.startedAt!, at)
      Object.assign(run!, { endedAt: at, awayFromAt: away?.from ?? null, awayToAt: away?.to ?? null })
      if (span) {
        run!.state = 'unjudged'
        const { deadlineAt, id: runId } = run!
        const entry = { outageSeq: span.seq, expectedAt: deadlineAt!, runId, deadlineAt: deadlineAt! }
        this.unjudged.push({ ...entry, away: { from: span.from, to: span.to } })
      } else {
        Object.assign(run!, { state: 'timed_out', reason: 'timed_out' })
        this.fail(at, 'timed_out', run, away ? { away } : {})
      }
      this.timedOutForSchedule(run!, at)
    } else if (kind === 'silent') {
      run!.silentAt = at
      this.fail(at, 'silent', run)
    } else if (kind === 'step_late') {
      const { base, deadline } = this.stepLimit(run!, limit)!
      run!.brokenLimits.push(limit)
      const deaf = share(this.deafness.deaf, base, deadline)
      if (deaf > 0 && deaf * 2 >= deadline - base) return
      const part = this.config.stepLimits[limit]!.step
      this.fail(at, 'step_late', run, { part, ...this.away(run!.startedAt!, at) })
    } else if (kind === 'stalled') {
      run!.stalledAt = at
      const key = `stalled:${run!.id}:${at}`
      this.notices.push({ type: 'run.stalled', key, at, reason: 'stalled', runId: run!.id, part: null })
    } else if (kind === 'lost') {
      this.judgeLost(at)
    } else if (kind === 'not_started') {
      this.fail(at, kind, null)
      this.expectedAt = this.next(this.expectedAt!)
    } else {
      this.miss(at)
    }
  }

  private judgeLost(at: Instant) {
    const run = this.runs.find(({ id }) => id === this.lostRunId)!
    const expectedAt = this.lostDeadlineAt!
    this.forgetLost()
    const wait = { early: 0, deadline: Math.min(expectedAt, run.endedAt!), heard: run.lastBeatAt }
    const span = this.lost(run.startedAt!, this.usualDurations, { s: run.startedAt!, ...wait })
    if (span === null) return this.fail(at, 'lost', run, this.hangingIn(run))
    const { seq: outageSeq, from, to } = span
    Object.assign(run, { state: 'unjudged', reason: null, awayFromAt: from, awayToAt: to })
    this.unjudged.push({ outageSeq, expectedAt, deadlineAt: expectedAt, runId: run.id, away: { from, to } })
  }

  private miss(at: Instant) {
    const s = this.expectedAt!
    const span = this.lostOccurrence()
    const isInterval = this.config.schedule.type === 'interval'
    if (span && isInterval && this.restart(span)) return
    if (span && !isInterval) {
      const listed = this.unjudged.filter((entry) => entry.runId === null).length
      if (listed < MAX_UNJUDGED) {
        this.list(this.unjudged, span, { expectedAt: s, deadlineAt: this.finishDeadline()!, runId: null })
        this.expectedAt = this.next(s)
      } else {
        const last = previousOccurrence(this.config.schedule, span.to - 1)!
        this.expectedAt = last > s ? last : this.next(s)
      }
      return
    }
    this.fail(at, 'missed', null, this.away(s - this.early(s), at))
    this.expectedAt = this.next(s)
  }

  private list(to: Unjudged[], { seq, from, to: end }: DeafSpan, entry: Omit<Unjudged, 'outageSeq' | 'away'>) {
    const { expectedAt, runId, deadlineAt } = entry
    to.push({ outageSeq: seq, expectedAt, runId, deadlineAt, away: { from, to: end } })
  }

  /** The part that a lost run most likely hangs in. */
  private hangingIn(run: ModelRun): { part?: string } {
    const open = this.partsOf(run).filter(({ state }) => state === 'running')
    const shards = open.filter(({ shard }) => shard !== '')
    const [first] = (shards.length > 0 ? shards : open).sort(
      (a, b) => a.lastBeatAt - b.lastBeatAt || a.position - b.position,
    )
    return first ? { part: partName(first.step, first.shard) } : {}
  }

  /** The first instant at which the run would have failed by its limits if it had stayed open. */
  protected firstLimitOf(run: ModelRun): Instant | null {
    const steps = [...this.config.stepLimits.keys()].map((limit) => this.stepDeadline(run, limit))
    const all = [run.deadlineAt, this.silenceAsSet(run), ...steps].filter((at) => at !== null)
    return all.length === 0 ? null : Math.min(...all)
  }

  private decide(until: Instant) {
    for (let due = this.dues()[0]; due && due.at <= until; due = this.dues()[0]) this.handle(due)
  }

  tick(now: Instant, outages: readonly Outage[]) {
    this.heldUntil = null
    this.deafness = new ReferenceDeafness(outages.filter(({ startedAt }) => startedAt <= now))
    for (const group of this.unapplied()) {
      if (group.r > now) {
        this.heldUntil = group.r
        break
      }
      this.decide(group.r)
      this.recoverFrom(group)
    }
    this.decide(now)
  }

  private recoverFrom(group: ReferenceDeafness['groups'][number]) {
    const ofGroup = (span: DeafSpan | null) => span !== null && group.deaf.includes(span)
    for (const run of this.openRuns) {
      const stalledFrom = run.stalledFromAt
      if (stalledFrom !== null) run.stalledFromAt = this.waitFrom(group, stalledFrom, this.stallEnd(group, run))
      run.silentFromAt = this.waitFrom(group, run.silentFromAt, group.r)
      const last = group.all.at(-1)!
      if (run.lastBeatAt < last.to) run.outageSeq = last.seq
      const span = this.lostEnd(run)
      const deadlineAt = run.deadlineAt!
      if (ofGroup(span)) this.list(this.inDoubt, span!, { expectedAt: deadlineAt, deadlineAt, runId: run.id })
    }
    if (this.status === 'new' || this.status === 'up') {
      const span = this.lostOccurrence()
      const isInterval = this.config.schedule.type === 'interval'
      if (ofGroup(span) && isInterval) this.restart(span!)
      if (!isInterval && ofGroup(span)) {
        const about = { expectedAt: this.expectedAt!, deadlineAt: this.finishDeadline()!, runId: null }
        this.list(this.inDoubt, span!, about)
      }
    }
    this.outageSeq = group.seq
  }

  /** Silence and stall count from the instant at the earliest. */
  private waitAgain(run: ModelRun, from: Instant) {
    run.silentFromAt = Math.max(run.silentFromAt, from)
    if (run.stalledFromAt !== null) run.stalledFromAt = Math.max(run.stalledFromAt, from)
  }

  edit(config: MonitorConfig, now: Instant) {
    const before = this.config
    if (same(before, config)) return
    this.config = config
    this.forgetOutages()
    if (!same(before.schedule, config.schedule)) {
      this.usualFinishes = []
      this.usualDurations = []
    }
    for (const run of this.openRuns) {
      const limits = run.brokenLimits.map((i) => config.stepLimits.findIndex((l) => same(l, before.stepLimits[i])))
      run.brokenLimits = limits.filter((i) => i >= 0)
      const seconds = maxRuntimeOf(config)
      if (seconds !== maxRuntimeOf(before)) run.deadlineAt = seconds === null ? null : run.startedAt! + seconds * 1000
    }
    this.forgetBefore(now)
    if (this.status === 'paused') return
    const expecting = this.expectedAt !== null
    if (before.expectFromCreation && !config.expectFromCreation && this.lastBeatAt === null) {
      this.expectedAt = null
      this.startedForAt = null
      return
    }
    if (!same(before.schedule, config.schedule) && (expecting || this.lastBeatAt !== null)) {
      this.startedForAt = null
      this.expectedAt = this.next(now)
      return
    }
    if (!expecting && config.expectFromCreation && !before.expectFromCreation) {
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
    if (expecting && (shifted || overdue)) this.expectedAt = this.next(now)
  }

  private forgetOutages() {
    this.heldUntil = null
    this.deafness = new ReferenceDeafness([])
  }

  private forgetBefore(now: Instant) {
    for (const run of this.openRuns) {
      if (run.deadlineAt !== null) run.deadlineAt = Math.max(run.deadlineAt, now)
      this.waitAgain(run, now)
      for (const i of this.config.stepLimits.keys()) {
        if ((this.stepDeadline(run, i) ?? now) < now) run.brokenLimits.push(i)
      }
    }
    if (this.lostDeadlineAt !== null) this.lostDeadlineAt = Math.max(this.lostDeadlineAt, now)
  }

  pause(now: Instant) {
    if (this.status === 'paused') return
    this.forgetOutages()
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
    this.forgetOutages()
    for (const run of this.openRuns) {
      if (run.deadlineAt === null || run.deadlineAt > now) continue
      Object.assign(run, { state: 'timed_out', endedAt: run.deadlineAt, reason: 'timed_out' })
    }
    this.flip('new', now, 'resumed')
    this.expectedAt = this.next(now)
    this.forgetBefore(now)
  }
}
