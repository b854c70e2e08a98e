import { applyBeat, applyTick, newMonitorState } from '..'
import type { Instant, MonitorConfig, MonitorSnapshot, Outage, Schedule } from '../types'
import { SILENT_BEAT } from './model-commands'

const HOUR = 3_600_000
const START = Date.UTC(2027, 5, 1, 12)
const KNOWN = 20

/** A job that runs every hour, and an outage around the time at which a finish is expected. */
export interface History {
  config: MonitorConfig
  /**
   * When it finishes, in ms after each occurrence (interval: how much earlier or later than one
   * hour after the last finish).
   */
  offsets: number[]
  outage: Outage
}

/** Random numbers from 0 to 1, the same for the same seed. */
export function numbersOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const CRON: Schedule = { type: 'cron', expression: '0 * * * *', timezone: 'UTC' }
const INTERVAL: Schedule = { type: 'interval', seconds: 3600 }

const BARE: Omit<MonitorConfig, 'schedule' | 'graceSeconds'> = {
  startBySeconds: null,
  maxRuntimeSeconds: null,
  silenceSeconds: null,
  stallSeconds: null,
  stepLimits: [],
  steps: [],
  expectFromCreation: false,
  failureTolerance: 1,
  recoveryThreshold: 1,
  endsOn: 'run',
  partialIsFailure: true,
  alertOnEveryFailure: false,
}

/**
 * Grace of 2 to 30 minutes. The finishes vary by 2 to 30 percent of their usual time, which is
 * within the grace. The outage takes 5 s to two hours. It overlaps the time in which the finish is
 * expected, or is at most five minutes (interval: half an hour) away from it.
 */
export function anyHistory(next: () => number, type: 'cron' | 'interval'): History {
  const between = (low: number, high: number) => low + (high - low) * next()
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  const graceSeconds = Math.round(between(120, 1800))
  const graceMs = graceSeconds * 1000
  const usual = type === 'cron' ? between(0.02, 0.7) * graceMs : 0
  const spread = type === 'cron' ? usual * between(0.02, 0.3) : graceMs * between(0.005, 0.1)
  const offsets = Array.from({ length: KNOWN + 4 }, () => {
    const offset = Math.round(usual + spread * normal())
    return Math.min(graceMs - 1, type === 'cron' ? Math.max(1, offset) : Math.max(-graceMs, offset))
  })
  const near = type === 'cron' ? HOUR / 12 : HOUR / 2
  const lengthMs = Math.round(5_000 * 1440 ** next())
  const startedAt = Math.round(between(START - lengthMs - near, START + graceMs + near))
  const endedAt = startedAt + lengthMs
  const outage = { seq: 1, startedAt, endedAt, recoversAt: endedAt + Math.min(300_000, Math.max(60_000, lengthMs)) }
  return { config: { ...BARE, schedule: type === 'cron' ? CRON : INTERVAL, graceSeconds }, offsets, outage }
}

/**
 * The monitor before the occurrence at the time of the outage, after `KNOWN` successful runs; made
 * by real beats, or made up.
 */
export function knownMonitor({ config, offsets }: History, source: 'by beats' | 'made up'): MonitorSnapshot {
  const isCron = config.schedule.type === 'cron'
  let snapshot: MonitorSnapshot = { config, state: newMonitorState(), runs: [], parts: [] }
  if (source === 'by beats') {
    // The very first finish makes the monitor expect the next one, and gives no usual time.
    const first = isCron ? -HOUR * (KNOWN + 1) : -sum(offsets.slice(0, KNOWN).map((offset) => HOUR + offset))
    let last = START - (isCron ? 0 : HOUR) + first
    snapshot = afterBeat(snapshot, last)
    for (let n = 0; n < KNOWN; n += 1) {
      last = isCron ? START - HOUR * (KNOWN - n) + offsets[n]! : last + HOUR + offsets[n]!
      snapshot = afterBeat(snapshot, last)
    }
    return snapshot
  }
  const usualFinishes = offsets.slice(0, KNOWN).map((offset) => Math.floor((isCron ? offset : HOUR + offset) / 100))
  const lastBeatAt = START - HOUR + (isCron ? offsets[KNOWN - 1]! : 0)
  const seen = { seq: KNOWN + 1, lastBeatAt, lastSuccessAt: lastBeatAt, successesInRow: KNOWN + 1, flipVersion: 1 }
  const attentionAt = START + config.graceSeconds * 1000
  const state = { ...snapshot.state, ...seen, status: 'up' as const, expectedAt: START, attentionAt, usualFinishes }
  return { ...snapshot, state: { ...state, startedForAt: START - HOUR } }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function afterBeat(snapshot: MonitorSnapshot, receivedAt: Instant): MonitorSnapshot {
  const beat = { ...SILENT_BEAT, signal: 'success' as const, receivedAt, newRunId: `at ${receivedAt}` }
  return { ...applyBeat({ ...snapshot, runs: [] }, beat).snapshot, runs: [] }
}

/** When the monitor goes down. Null: it does not go down while the outage can matter. */
export function downAt(history: History, before: MonitorSnapshot, fate: 'healthy' | 'dead'): Instant | null {
  const { offsets, outage, config } = history
  const isCron = config.schedule.type === 'cron'
  const finishes: Instant[] = []
  let last = START - HOUR
  for (const [n, offset] of offsets.slice(KNOWN).entries()) {
    last = isCron ? START + n * HOUR + offset : last + HOUR + offset
    finishes.push(last)
  }
  const isHeard = (at: Instant) => at < outage.startedAt || at >= outage.endedAt
  const beats = fate === 'dead' ? [] : finishes.filter(isHeard)
  let snapshot = before
  for (const at of [...beats, START + 12 * HOUR]) {
    const until = fate === 'healthy' && at > finishes.at(-1)! ? finishes.at(-1)! : at
    for (let now = nextLook(snapshot, outage); now !== null && now <= until; now = nextLook(snapshot, outage)) {
      const outcome = applyTick(snapshot, now, [outage])
      if (outcome.flips[0]) return outcome.flips[0].at
      snapshot = outcome.snapshot
    }
    if (at <= finishes.at(-1)!) snapshot = afterBeat(snapshot, at)
  }
  return null
}

/** No check happens during the outage; one check happens at the end of the recovery window. */
function nextLook({ state }: MonitorSnapshot, { seq, endedAt, startedAt, recoversAt }: Outage): Instant | null {
  if (state.attentionAt === null) return null
  const isAhead = state.outageSeq < seq
  const next = isAhead ? Math.min(state.attentionAt, recoversAt) : state.attentionAt
  return next >= startedAt && next < endedAt ? endedAt : next
}

/**
 * Whether the old rule would have reported a stopped job an hour or more late. It marked
 * everything in the outage as unjudged.
 */
export function wasLateBefore({ config, outage }: History): boolean {
  const deadline = START + config.graceSeconds * 1000
  return START < outage.recoversAt && deadline >= outage.startedAt
}

export const ordinaryDeadline = ({ config }: History) => START + config.graceSeconds * 1000
export const PERIOD = HOUR
