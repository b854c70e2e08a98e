import { nextOccurrence, occurrenceFor } from '../schedule'
import type { Beat, Flip, Instant, MonitorConfig, MonitorStatus, Outage } from '../types'

const LONG_AGO = Number.NEGATIVE_INFINITY
/** The shortest gap between two occurrences of any schedule in the scenarios. */
const SHORTEST_GAP_SECONDS = 60
const TEN_MINUTES = 600_000
const TOMBSTONE_MS = 72 * 3_600_000

/** Throws if the condition is false. */
export function hold(isTrue: boolean, what: string) {
  if (!isTrue) throw new Error(what)
}

/**
 * Invariants that hold for every sequence of commands. They are checked on the core's results only,
 * without a model.
 */
export class Invariants {
  private status: MonitorStatus = 'new'
  private flipVersion = 0
  /** No flip may be about a time before the owner's last decision. */
  private decidedAt = LONG_AGO
  /** The earliest deadline that is possible after the finishes so far. */
  private missedNotBefore = LONG_AGO
  /** Until when a start of the run key would be late, for keys whose finish came first. */
  private readonly lateUntil = new Map<string, Instant>()

  decidedByOwner(now: Instant) {
    this.decidedAt = now
    this.missedNotBefore = now
  }

  flipped(flips: readonly Flip[]) {
    for (const flip of flips) {
      hold(flip.version === this.flipVersion + 1 && flip.from === this.status, 'flips chain')
      hold(flip.from !== flip.to, 'a flip changes the status')
      this.flipVersion = flip.version
      this.status = flip.to
    }
  }

  heard(beat: Beat, given: { config: MonitorConfig; hasOpened: boolean }) {
    const ofRun = beat.step === null && beat.shard === null
    const isFinish = ofRun && (beat.signal === 'success' || beat.signal === 'fail')
    if (isFinish && beat.runKey === null) {
      this.missedNotBefore = Math.max(this.missedNotBefore, firstDeadlineAfter(given.config, beat.receivedAt))
    }
    if (beat.runKey === null || beat.signal === 'log') return
    const lateUntil = this.lateUntil.get(beat.runKey)
    if (lateUntil !== undefined && ofRun && beat.signal === 'start' && beat.attempt === null) {
      const isLate = beat.receivedAt <= lateUntil
      hold(!isLate || !given.hasOpened, 'a start after its own finish opens no run')
    }
    const isFirst = lateUntil === undefined && isFinish
    this.lateUntil.set(beat.runKey, isFirst ? beat.receivedAt + TOMBSTONE_MS : LONG_AGO)
  }

  /** Checks the flips of a tick at `now`. */
  ticked(flips: readonly Flip[], given: { now: Instant; config: MonitorConfig; outages: readonly Outage[] }) {
    const { now, config, outages } = given
    for (const { at, reason } of flips) {
      hold(at <= now, 'no flip is about a future time')
      // If the grace is longer than the gap, the start-by of the next occurrence may be before the
      // deadline of the one before.
      const isOverlap = reason === 'not_started' && config.graceSeconds > SHORTEST_GAP_SECONDS
      hold(isOverlap || at >= this.decidedAt, 'no flip is about a time before the last edit or resumption')
      const isDeaf = outages.some((outage) => at >= outage.startedAt && at < outage.endedAt)
      hold(!isDeaf || (reason !== 'missed' && reason !== 'timed_out'), `${reason} inside an outage`)
      const since = outages.filter((outage) => at >= outage.startedAt && at < outage.recoversAt)
      const isShort = since.some((outage) => at < outage.startedAt + TEN_MINUTES)
      const isBound = outages.some((outage) => at >= outage.startedAt + TEN_MINUTES)
      hold(!isShort || isBound || reason !== 'missed', 'missed during the recovery window')
      hold(reason !== 'missed' || at >= this.missedNotBefore, 'a finish in time, and missed at the same deadline')
    }
  }
}

function firstDeadlineAfter({ schedule, graceSeconds }: MonitorConfig, finishedAt: Instant): Instant {
  const expectedAt = nextOccurrence(schedule, occurrenceFor(schedule, finishedAt, graceSeconds) ?? finishedAt)
  return expectedAt === null ? LONG_AGO : expectedAt + graceSeconds * 1000
}
