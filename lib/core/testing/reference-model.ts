import type { Beat, Instant } from '../types'
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

// Two beats may be decided in the other order than they were received.
const latest = (known: Instant | null, at: Instant) => Math.max(known ?? at, at)

/**
 * A second, naive telling of docs/rules.md: one mutable object that remembers every run and every part and finds
 * out everything by looking through all of them. Slow, obvious, and only good for checking the core.
 */
export class ReferenceMonitor extends ReferenceClock {
  /** The run that the last beat went to. */
  landedOn: string | null = null
  private expectedBefore: Instant | null = null

  beat(beat: Beat) {
    this.seq += 1
    this.lastBeatAt = latest(this.lastBeatAt, beat.receivedAt)
    this.landedOn = null
    this.expectedBefore = this.expectedAt
    const ofRun = beat.step === null && beat.shard === null
    const isFinish = ofRun && (beat.signal === 'success' || beat.signal === 'fail')
    if (beat.signal === 'log') return this.log(beat)
    this.arm(beat.receivedAt, isFinish)
    this.supersede(beat)
    if (isFinish) return this.finish(beat)
    if (ofRun && beat.signal === 'start') return this.start(beat)
    const run = this.find(beat) ?? (this.isOld(beat) ? null : this.open(beat))
    if (!run) return
    if (ofRun) return this.progress(run, beat)
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

  private find({ runKey, attempt }: Beat): ModelRun | undefined {
    if (runKey === null) return this.openRuns.find((run) => run.key === null)
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

  private open(beat: Beat, attempt = beat.attempt ?? 1): ModelRun {
    const at = beat.receivedAt
    if (this.openRuns.length >= MAX_OPEN_RUNS) {
      this.lose(
        this.openRuns.reduce((a, b) => (b.startedAt! < a.startedAt! ? b : a)),
        at,
      )
    }
    const seconds = maxRuntimeOf(this.config)
    const deadlineAt = seconds === null ? null : at + seconds * 1000
    const run = { ...newModelRun(beat), attempt, startedAt: at, deadlineAt }
    this.runs.push(run)
    this.startedForSchedule(at)
    return run
  }

  private lose(run: ModelRun, at: Instant) {
    Object.assign(run, { state: 'lost', endedAt: at, reason: 'lost' })
    if (this.status === 'paused' || run.failureCounted || run.deadlineAt === null) return
    this.lostDeadlineAt = Math.min(this.lostDeadlineAt ?? run.deadlineAt, run.deadlineAt)
  }

  // Signals

  private log(beat: Beat) {
    const run = this.find(beat)
    if (run) this.touch(run, beat)
  }

  private start(beat: Beat) {
    const known = this.find(beat)
    this.landedOn = known?.id ?? null
    if (beat.runKey === null) {
      if (known) this.lose(known, beat.receivedAt)
      return this.progress(this.open(beat), beat)
    }
    const highest = this.attemptsOf(beat.runKey).at(-1)
    if (!highest || (beat.attempt ?? 0) > highest.attempt) return this.progress(this.open(beat), beat)
    if (this.isOld(beat)) return
    if (highest.state === 'running') return this.touch(highest, beat)
    this.landedOn = highest.id
    if ((highest.tombstoneUntilAt ?? Number.NEGATIVE_INFINITY) >= beat.receivedAt) highest.tombstoneUntilAt = null
    else if (highest.state !== 'succeeded' && highest.state !== 'partial') {
      this.progress(this.open(beat, highest.attempt + 1), beat)
    }
  }

  private progress(run: ModelRun, beat: Beat) {
    this.touch(run, beat)
    if (run.state !== 'running') return
    this.carry(run, beat)
    if (beat.signal === 'progress' && beat.shards !== null) this.endByShards(run, beat)
  }

  private finish(beat: Beat) {
    let run = this.find(beat)
    if (!run) {
      run = newModelRun(beat)
      this.runs.push(run)
      if (beat.runKey !== null) run.tombstoneUntilAt = beat.receivedAt + TOMBSTONE_MS
    }
    this.landedOn = run.id
    const endedWell = run.state === 'succeeded' || run.state === 'partial'
    if (run.state === 'failed' || (endedWell && beat.signal === 'success')) return
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
    part.lastBeatAt = latest(part.lastBeatAt, at)
    part.message = beat.message ?? part.message
    part.checkpoint = beat.checkpoint ?? part.checkpoint
    part.state = signal === 'success' ? 'succeeded' : signal === 'fail' ? 'failed' : 'running'
    if (part.state !== stateBefore) part.endedAt = part.state === 'running' ? null : at
    this.advance(part, beat)
    if (step !== '') this.part(run, step, '')!.shardsExpected = beat.shards ?? this.part(run, step, '')!.shardsExpected
    else if (run.state === 'running') run.shardsExpected = beat.shards ?? run.shardsExpected
    const changed = part.state !== stateBefore || this.parts.length > partsBefore
    if (part.done !== doneBefore || (changed && run.stalledFromAt !== null)) this.moved(run, at)
    if (signal === 'fail') this.fail(at, 'part_failed', run, { part: partName(step, shard) })
    const shardEnded = shard !== '' && part.state !== 'running'
    if (shardEnded || (signal === 'progress' && beat.shards !== null)) this.endByShards(run, beat)
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
    this.advance(run, beat)
    if (run.done !== before) this.moved(run, beat.receivedAt)
  }

  private advance(target: ModelRun | ModelPart, beat: Beat) {
    target.done = beat.done ?? target.done
    if (beat.add !== null) target.done = (target.done ?? 0) + beat.add
    target.total = beat.total ?? target.total
    target.unit = beat.unit ?? target.unit
  }

  private moved(run: ModelRun, at: Instant) {
    run.stalledFromAt = latest(run.stalledFromAt, at)
    run.stalledAt = null
  }

  private endByShards(run: ModelRun, { step, receivedAt: at }: Beat) {
    if (this.config.endsOn !== 'shards') return
    const ended = (name: string, of: { shardsExpected: number | null } | undefined) => {
      const [good, bad] = [this.shardsIn(run, name, 'succeeded'), this.shardsIn(run, name, 'failed')]
      const all = of !== undefined && of.shardsExpected !== null && good + bad >= of.shardsExpected
      return { all, good, bad }
    }
    const part = step === null ? undefined : this.part(run, step, '')
    const ofStep = ended(step ?? '', part)
    if (part && ofStep.all) {
      const before = part.state
      part.state = ofStep.bad === 0 ? 'succeeded' : ofStep.good === 0 ? 'failed' : 'partial'
      if (part.state !== before) part.endedAt = at
    }
    const ofRun = ended('', run)
    if (run.state !== 'running' || !ofRun.all) return
    this.end(run, ofRun.good === 0 ? 'failed' : this.partsFailed(run) > 0 ? 'partial' : 'succeeded', at)
  }

  private end(run: ModelRun, state: End, at: Instant) {
    if (run.state === 'running') this.noteUsual(run, at, this.expectedBefore)
    Object.assign(run, { state, endedAt: at, reason: state === 'succeeded' ? null : state })
    Object.assign(run, { awayFromAt: null, awayToAt: null })
    this.finishedForSchedule(at, this.expectedBefore)
    if (state === 'failed' || (state === 'partial' && this.config.partialIsFailure)) this.fail(at, state, run)
    else this.succeed(run, at)
  }
}
