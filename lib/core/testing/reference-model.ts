import type { Beat, Bounds, Instant, MonitorConfig } from '../types'
import { ReferenceClock } from './reference-clock'
import {
  type End,
  type ModelPart,
  type ModelRun,
  maxRuntimeOf,
  newModelPart,
  newModelRun,
  partName,
} from './reference-data'

const MAX_OPEN_RUNS = 100
const TOMBSTONE_MS = 72 * 3_600_000

const DAY_MS = 86_400_000

const plain = (name: string) => name.trim().toLowerCase()

// Two beats may be decided in a different order from the order in which they were received.
const latest = (known: Instant | null, at: Instant) => Math.max(known ?? at, at)

/**
 * A second, simple version of docs/rules.md: one mutable object that keeps every run and every
 * part, and searches all of them each time. Slow and easy to understand; it is used only to check
 * the core.
 */
export class ReferenceMonitor extends ReferenceClock {
  /** The run that the last beat belongs to. */
  landedOn: string | null = null
  private expectedBefore: Instant | null = null
  private bounds: Bounds = { parts: 0, mayBeginRun: false }

  constructor(config: MonitorConfig, madeAt: Instant) {
    super(config)
    if (config.expectFromCreation) this.expectedAt = this.next(madeAt)
  }

  beat(given: Beat, bounds: Bounds) {
    this.bounds = bounds
    const called = this.config.steps.find((name) => plain(name) === plain(given.step ?? '\n'))
    const beat = { ...given, step: called ?? given.step }
    this.seq += 1
    this.lastBeatAt = latest(this.lastBeatAt, beat.receivedAt)
    this.landedOn = null
    this.expectedBefore = this.expectedAt
    const ofRun = beat.step === null && beat.shard === null
    const isFinish = ofRun && (beat.signal === 'success' || beat.signal === 'fail')
    if (beat.signal === 'log') return this.log(beat)
    this.startExpecting(beat.receivedAt, isFinish)
    if (this.bounds.mayBeginRun) this.supersede(beat)
    if (isFinish) return this.finish(beat)
    if (ofRun && beat.signal === 'start') return this.start(beat)
    const run = this.find(beat) ?? (this.isOld(beat) ? null : this.open(beat))
    if (!run) return
    if (ofRun) return this.progress(run, beat)
    if (this.isOneTooMany(run, beat)) return this.dropPart(run, beat)
    const step = beat.step === null ? undefined : this.part(run, beat.step, '')
    const succeededAt = step?.state === 'succeeded' ? step.endedAt : null
    const kept = this.config.stepLimits.flatMap(({ step: name, signal }, i) =>
      name === step?.step && signal === 'success' && this.stepLimit(run, i)?.isKept ? [i] : [],
    )
    this.partBeat(run, beat)
    if (step?.state === 'succeeded' && step.endedAt === succeededAt) return
    for (const i of kept) if (!run.brokenLimits.includes(i)) run.brokenLimits.push(i)
  }

  // Which run

  private attemptsOf(key: string): ModelRun[] {
    return this.runs.filter((run) => run.key === key).sort((a, b) => a.attempt - b.attempt)
  }

  private get openAnonymous(): ModelRun | undefined {
    return this.openRuns.find((run) => run.key === null)
  }

  private anonymousFor(beat: Beat): ModelRun | undefined {
    const open = this.openAnonymous
    if (open) return this.nextHasBegun(open, beat) ? undefined : open
    const last = this.runs.filter((run) => run.key === null).at(-1)
    return last && this.isLateFor(last, beat) ? last : undefined
  }

  private nextHasBegun(run: ModelRun, { step, shard, signal, receivedAt: at }: Beat): boolean {
    const aboutRun = step === null && shard === null
    if (!run.partOpened || aboutRun || signal === 'log') return false
    const part = this.part(run, step ?? '', shard ?? '')
    const endedLongAgo = part?.state === 'succeeded' && !this.within(1, part.endedAt, at)
    if (endedLongAgo && (signal === 'start' || !this.isImplied(part))) return true
    const { steps } = this.config
    const isFirst = steps.length > 0 && steps[0] === step && shard === null && signal === 'start'
    const someBegan = this.partsOf(run).some((known) => steps.includes(known.step))
    return isFirst && someBegan && !this.within(1, run.startedAt, at)
  }

  private isLateFor(run: ModelRun, beat: Beat): boolean {
    const { step, shard, signal, receivedAt: at } = beat
    if (signal === 'log') return false
    const atOnce = this.within(1, run.endedAt, at)
    if (step === null && shard === null) {
      if (!atOnce || signal === 'start') return false
      if (signal === 'progress' || run.partEnded) return true
      if (signal === 'fail') return run.state === 'failed'
      return run.state === 'succeeded' || run.state === 'partial'
    }
    const part = this.part(run, step ?? '', shard ?? '')
    if (!part) return false
    if (atOnce && !this.nextHasBegun(run, beat)) return true
    const soon = this.within(10, run.endedAt, at)
    if (part.state === 'failed') return soon
    if (part.state !== 'running' || part.lastBeatAt <= run.endedAt!) return false
    const patienceMs = (maxRuntimeOf(this.config) ?? DAY_MS / 1000) * 1000
    return soon || (signal !== 'start' && at <= part.lastBeatAt + patienceMs)
  }

  private isImplied(part: ModelPart): boolean {
    const { endsOn } = this.config
    return endsOn === 'steps' && part.shard === '' && part.state === 'succeeded' && part.endedAt! > part.lastBeatAt
  }

  private find(beat: Beat): ModelRun | undefined {
    const { runKey, attempt } = beat
    if (runKey === null) return this.anonymousFor(beat)
    return this.attemptsOf(runKey).findLast((run) => attempt === null || run.attempt === attempt)
  }

  private supersede({ runKey, attempt, receivedAt }: Beat) {
    for (const run of this.openRuns) {
      if (runKey !== null && run.key === runKey && attempt !== null && attempt > run.attempt) this.lose(run, receivedAt)
    }
  }

  /** Whether the beat names a lower attempt than the highest. */
  private isOld({ runKey, attempt }: Beat): boolean {
    const highest = runKey === null ? undefined : this.attemptsOf(runKey).at(-1)
    return highest !== undefined && attempt !== null && attempt < highest.attempt
  }

  /** Applies a beat for which no run may begin. */
  private dropRun({ signal, step, shard, receivedAt: at }: Beat) {
    this.runsDropped += 1
    const aboutRun = step === null && shard === null
    const isFinish = aboutRun && (signal === 'success' || signal === 'fail')
    if (isFinish) this.noteUsual(null, at, this.expectedBefore)
    if (signal === 'fail') {
      const about = aboutRun ? {} : { part: partName(step ?? '', shard ?? '') }
      this.fail(at, aboutRun ? 'failed' : 'part_failed', null, about)
    }
    if (signal === 'success' && aboutRun) this.succeed(null, at)
    if (isFinish) this.finishedForSchedule(at, this.expectedBefore)
    else this.startedForSchedule(at)
  }

  private open(beat: Beat, attempt = beat.attempt ?? 1): ModelRun | null {
    const at = beat.receivedAt
    if (!this.bounds.mayBeginRun) {
      this.dropRun(beat)
      return null
    }
    if (beat.runKey === null && this.openAnonymous) this.lose(this.openAnonymous, at)
    if (this.openRuns.length >= MAX_OPEN_RUNS) {
      this.lose(
        this.openRuns.reduce((a, b) => (b.startedAt! < a.startedAt! ? b : a)),
        at,
      )
    }
    const seconds = maxRuntimeOf(this.config)
    const deadlineAt = seconds === null ? null : at + seconds * 1000
    const partOpened = beat.step !== null || beat.shard !== null
    const run = { ...newModelRun(beat), attempt, startedAt: at, deadlineAt, partOpened }
    this.runs.push(run)
    this.startedForSchedule(at)
    return run
  }

  private lose(run: ModelRun, at: Instant) {
    const limitAt = this.firstLimitOf(run)
    Object.assign(run, { state: 'lost', endedAt: at, reason: 'lost' })
    if (this.status === 'paused' || run.failureCounted || limitAt === null) return
    if (this.lostDeadlineAt !== null && this.lostDeadlineAt <= limitAt) return
    this.lostDeadlineAt = limitAt
    this.lostRunId = run.id
  }

  // Signals

  private log(beat: Beat) {
    const run = beat.runKey === null ? this.openAnonymous : this.find(beat)
    if (run) this.touch(run, beat)
  }

  private start(beat: Beat) {
    const known = this.find(beat)
    this.landedOn = known?.id ?? null
    if (beat.runKey === null) {
      if (known?.partOpened && this.within(1, known.startedAt, beat.receivedAt)) return this.join(known, beat)
      if (!this.bounds.mayBeginRun) this.landedOn = null
      return this.begin(this.open(beat), beat)
    }
    const highest = this.attemptsOf(beat.runKey).at(-1)
    if (!highest || (beat.attempt ?? 0) > highest.attempt) return this.begin(this.open(beat), beat)
    if (this.isOld(beat)) return
    if (highest.state === 'running') return this.join(highest, beat)
    this.landedOn = highest.id
    if ((highest.tombstoneUntilAt ?? Number.NEGATIVE_INFINITY) >= beat.receivedAt) highest.tombstoneUntilAt = null
    else if (highest.state !== 'succeeded' && highest.state !== 'partial') {
      if (!this.bounds.mayBeginRun) this.landedOn = null
      this.begin(this.open(beat, highest.attempt + 1), beat)
    }
  }

  private begin(run: ModelRun | null, beat: Beat) {
    if (run) this.progress(run, beat)
  }

  /** Applies a start to an open run: known values do not change. */
  private join(run: ModelRun, beat: Beat) {
    this.touch(run, beat)
    run.partOpened = false
    run.total ??= beat.total
    run.unit ??= beat.unit
    const moves = beat.done !== null || beat.add !== null
    if (run.done === null && moves) {
      run.done = (beat.done ?? 0) + (beat.add ?? 0)
      this.countRateFrom(run, beat, run.attempt)
      this.moved(run, beat.receivedAt)
    }
    if (run.shardsExpected !== null || beat.shards === null) return
    run.shardsExpected = beat.shards
    this.endRunByShards(run, beat.receivedAt)
  }

  private progress(run: ModelRun, beat: Beat) {
    this.touch(run, beat)
    if (run.state !== 'running') return
    this.carry(run, beat)
    if (beat.signal === 'progress' && beat.shards !== null) this.endByParts(run, beat)
  }

  private finish(beat: Beat) {
    let run = this.find(beat)
    if (!run) {
      if (!this.bounds.mayBeginRun) return this.dropRun(beat)
      run = newModelRun(beat)
      this.runs.push(run)
      if (beat.runKey !== null) run.tombstoneUntilAt = beat.receivedAt + TOMBSTONE_MS
    }
    this.landedOn = run.id
    const endedWell = run.state === 'succeeded' || run.state === 'partial'
    if (run.state === 'failed' || (endedWell && beat.signal === 'success')) {
      if (run.key === null) this.finishedForSchedule(beat.receivedAt, this.expectedBefore)
      return
    }
    this.touch(run, beat)
    this.carry(run, beat)
    const shardsEnded = this.shardsIn(run, '', 'succeeded') + this.shardsIn(run, '', 'failed')
    const incomplete = this.partsFailed(run) > 0 || shardsEnded < (run.shardsExpected ?? 0)
    this.end(run, beat.signal === 'fail' ? 'failed' : incomplete ? 'partial' : 'succeeded', beat.receivedAt)
  }

  private partBeat(run: ModelRun, beat: Beat) {
    const { signal, receivedAt: at } = beat
    const [step, shard] = [beat.step ?? '', beat.shard ?? '']
    this.touch(run, beat)
    const partsBefore = this.parts.length
    if (step !== '') this.name(run, step, '', at)
    const part = this.name(run, step, shard, at)
    const { state: stateBefore, done: doneBefore } = part
    const repeats = this.isRepeat(part, beat)
    part.lastBeatAt = latest(part.lastBeatAt, at)
    part.message = beat.message ?? part.message
    part.checkpoint = beat.checkpoint ?? part.checkpoint
    part.state = repeats ? stateBefore : signal === 'success' ? 'succeeded' : signal === 'fail' ? 'failed' : 'running'
    if (part.state !== stateBefore) part.endedAt = part.state === 'running' ? null : at
    const done = beat.done
    const most = repeats && done !== null && doneBefore !== null ? Math.max(done, doneBefore) : done
    this.advance(part, { ...beat, done: most }, run.attempt)
    if (part.state === 'running' && stateBefore !== 'running') {
      part.rateFromAt = at
      part.rateFromDone =
        beat.done === null && beat.add === null ? null : part.done! - (beat.done === null ? beat.add! : 0)
    }
    const implied = this.implyEarlier(run, step, at)
    if (step !== '') this.part(run, step, '')!.shardsExpected = beat.shards ?? this.part(run, step, '')!.shardsExpected
    else if (run.state === 'running') run.shardsExpected = beat.shards ?? run.shardsExpected
    const changed = implied || part.state !== stateBefore || this.parts.length > partsBefore
    if (part.done !== doneBefore || (changed && run.stalledFromAt !== null)) this.moved(run, at)
    if (signal === 'fail') this.fail(at, 'part_failed', run, { part: partName(step, shard) })
    this.endByParts(run, beat)
  }

  private isOneTooMany(run: ModelRun, { step, shard }: Beat): boolean {
    const wanted = new Set<string>()
    if (step !== null && !this.part(run, step, '')) wanted.add('step')
    if (shard !== null && !this.part(run, step ?? '', shard)) wanted.add('shard')
    return wanted.size > 0 && this.partsOf(run).length + wanted.size > this.bounds.parts
  }

  private dropPart(run: ModelRun, beat: Beat) {
    this.touch(run, beat)
    run.partsDropped += 1
    const name = partName(beat.step ?? '', beat.shard ?? '')
    if (beat.signal === 'fail') this.fail(beat.receivedAt, 'part_failed', run, { part: name })
  }

  private isRepeat(part: ModelPart, { signal, receivedAt: at }: Beat): boolean {
    if (!this.within(1, part.endedAt, at) || this.isImplied(part)) return false
    if (part.state === 'succeeded') return signal === 'start' || signal === 'progress'
    return part.state !== 'running' && signal === 'progress'
  }

  /** Whether this beat ended a declared step before its own step. */
  private implyEarlier(run: ModelRun, step: string, at: Instant): boolean {
    const place = this.config.steps.indexOf(step)
    if (this.config.endsOn !== 'steps' || place < 0) return false
    const earlier = this.config.steps.slice(0, place).map((name) => this.part(run, name, ''))
    const running = earlier.filter((part) => part?.state === 'running')
    for (const part of running) Object.assign(part!, { state: 'succeeded', endedAt: at })
    return running.length > 0
  }

  // What beats do to runs and parts

  private name(run: ModelRun, step: string, shard: string, at: Instant): ModelPart {
    const known = this.part(run, step, shard)
    if (known) return known
    const part = newModelPart(at, { runId: run.id, step, shard, position: this.seq })
    this.parts.push(part)
    return part
  }

  private touch(run: ModelRun, beat: Beat) {
    this.landedOn = run.id
    run.lastBeatAt = latest(run.lastBeatAt, beat.receivedAt)
    run.message = beat.message ?? run.message
    if (run.state !== 'running') return
    run.silentFromAt = latest(run.silentFromAt, beat.receivedAt)
    run.silentAt = null
    run.outageSeq = null
  }

  private carry(run: ModelRun, beat: Beat) {
    const before = run.done
    run.shardsExpected = beat.shards ?? run.shardsExpected
    this.advance(run, beat, run.attempt)
    if (run.done !== before) this.moved(run, beat.receivedAt)
  }

  private advance(target: ModelRun | ModelPart, beat: Beat, attempt: number) {
    target.done = beat.done ?? target.done
    if (beat.add !== null) target.done = (target.done ?? 0) + beat.add
    this.countRateFrom(target, beat, attempt)
    target.total = beat.total ?? target.total
    target.unit = beat.unit ?? target.unit
  }

  private countRateFrom(target: ModelRun | ModelPart, { signal, done, add, receivedAt }: Beat, attempt: number) {
    if (done === null && add === null) return
    const isFirst = target.rateFromDone === null && (attempt > 1 || target.rateFromAt !== null)
    if (done !== null && (signal === 'start' || isFirst)) {
      Object.assign(target, { rateFromAt: receivedAt, rateFromDone: target.done })
    } else if (signal === 'start' || isFirst) {
      target.rateFromAt = target.rateFromAt ?? target.startedAt
      target.rateFromDone = signal === 'start' ? target.done : target.done! - add!
    }
  }

  private moved(run: ModelRun, at: Instant) {
    run.stalledFromAt = latest(run.stalledFromAt, at)
    run.stalledAt = null
  }

  private endByParts(run: ModelRun, beat: Beat) {
    const { signal, step, shard, shards, receivedAt: at } = beat
    const isEnd = (step !== null || shard !== null) && (signal === 'success' || signal === 'fail')
    const bringsShards = signal === 'progress' && shards !== null
    if (this.config.endsOn === 'shards' && (isEnd || bringsShards)) {
      if (step !== null && (shard !== null || bringsShards)) this.endStepByShards(run, step, at)
      this.endRunByShards(run, at)
    }
    if (this.config.endsOn !== 'steps' || !isEnd) return
    if (signal === 'fail' && shard === null) return this.endOfParts(run, 'failed', at)
    const last = this.part(run, this.config.steps.at(-1) ?? '', '')
    if (last?.state !== 'succeeded') return
    const missing = this.shardsEnded(run) < (run.shardsExpected ?? 0)
    this.endOfParts(run, missing || this.partsFailed(run) > 0 ? 'partial' : 'succeeded', at)
  }

  private shardsEnded(run: ModelRun): number {
    return this.shardsIn(run, '', 'succeeded') + this.shardsIn(run, '', 'failed')
  }

  private endStepByShards(run: ModelRun, step: string, at: Instant) {
    const part = this.part(run, step, '')!
    const [good, bad] = [this.shardsIn(run, step, 'succeeded'), this.shardsIn(run, step, 'failed')]
    if (part.shardsExpected === null || good + bad < part.shardsExpected) return
    const before = part.state
    part.state = bad === 0 ? 'succeeded' : good === 0 ? 'failed' : 'partial'
    if (part.state !== before) part.endedAt = at
  }

  private endRunByShards(run: ModelRun, at: Instant) {
    if (this.config.endsOn !== 'shards') return
    if (run.shardsExpected === null || this.shardsEnded(run) < run.shardsExpected) return
    const good = this.shardsIn(run, '', 'succeeded')
    this.endOfParts(run, good === 0 ? 'failed' : this.partsFailed(run) > 0 ? 'partial' : 'succeeded', at)
  }

  /** Ends the run by its parts. If the parts had ended it before, only the change counts. */
  private endOfParts(run: ModelRun, state: End, at: Instant) {
    if (run.state !== 'running') {
      if (!run.partEnded || run.state === state) return
      const before = run.state
      Object.assign(run, { state, endedAt: at, reason: state === 'succeeded' ? null : state })
      this.finishedForSchedule(at, this.expectedBefore)
      if (state !== 'succeeded' && this.isFailure(state)) this.fail(at, state, run)
      else if (this.isFailure(before)) this.succeed(run, at)
      return
    }
    this.end(run, state, at)
    run.partEnded = true
  }

  private end(run: ModelRun, state: End, at: Instant) {
    if (run.state === 'running') this.noteUsual(run.startedAt, at, this.expectedBefore)
    Object.assign(run, { state, endedAt: at, reason: state === 'succeeded' ? null : state, partEnded: false })
    Object.assign(run, { awayFromAt: null, awayToAt: null })
    if (run.id === this.lostRunId) this.forgetLost()
    this.finishedForSchedule(at, this.expectedBefore)
    if (state !== 'succeeded' && this.isFailure(state)) this.fail(at, state, run)
    else this.succeed(run, at)
  }
}
