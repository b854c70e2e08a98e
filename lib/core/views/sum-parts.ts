import type { Instant } from '../types'
import type { NumbersInput } from './numbers-input'
import type { Tally } from './tally'

/** The sums over the parts of a run, or over the shards of a step. */
export interface PartsSum {
  done: number | null
  gained: number
  gainedLastHour: number
  /** Null unless every expected part has a total. */
  total: number | null
  unit: string | null
  /** Null: no part reported anything. */
  fromAt: Instant | null
  /** The share of expected parts that succeeded, from 0 to 1. Null: their number is not known. */
  fraction: number | null
  /** When the last of the running shards ends. Null: not all expected ones have begun, or it is unknown. */
  endsAt: Instant | null
  hasSteps: boolean
}

interface Group {
  step: string
  self: Tally | null
  shards: Tally | null
  expected: number | null
}

/**
 * For each step: its shards, if one has a total or the step itself reports nothing; else the step.
 * Equal units are added up.
 */
export function sumParts({ tallies, own, declaredSteps = [], hour = null }: NumbersInput): PartsSum {
  const groups = groupsOf(tallies, own.shardsExpected)
  const used = groups.flatMap((group) => sourceOf(group) ?? [])
  const units = new Set(used.flatMap(({ unit }) => unit ?? []))
  const isMixed = units.size > 1 || used.some(({ units: many }) => many > 1)
  const [unit = null] = units
  const isForeign = unit !== null && own.unit !== null && unit !== own.unit
  const isCountable = !isMixed && !isForeign
  const reported = used.filter(({ done }) => done !== null)
  const hasAll = declaredSteps.every((step) => groups.some((group) => group.step === step))
  const hasTotal = hasAll && groups.length > 0 && groups.every(hasEveryTotal)
  return {
    done: isCountable && reported.length > 0 ? add(reported, ({ done }) => done) : null,
    gained: add(reported, ({ gained }) => gained),
    gainedLastHour: add(reported, (of) => hour?.groups.find((g) => isSame(g, of))?.gained ?? 0),
    total: isCountable && hasTotal ? add(used, ({ total }) => total) : null,
    unit: isCountable ? unit : null,
    fromAt: reported.length === 0 ? null : Math.min(...reported.map(({ fromAt }) => fromAt)),
    fraction: fractionByEnds(groups, declaredSteps),
    endsAt: lastEnd(groups),
    hasSteps: groups.some(({ step }) => step !== ''),
  }
}

function groupsOf(tallies: readonly Tally[], shardsExpected: number | null): Group[] {
  const groups = new Map<string, Group>()
  if (shardsExpected !== null) groups.set('', { step: '', self: null, shards: null, expected: shardsExpected })
  for (const tally of tallies) {
    const group = groups.get(tally.step) ?? { step: tally.step, self: null, shards: null, expected: null }
    if (tally.ofShards) group.shards = tally
    else Object.assign(group, { self: tally, expected: tally.expected })
    groups.set(tally.step, group)
  }
  return [...groups.values()]
}

function sourceOf({ self, shards }: Group): Tally | null {
  return shards && (self === null || shards.withTotal > 0 || self.done === null) ? shards : self
}

function hasEveryTotal(group: Group): boolean {
  const source = sourceOf(group)
  if (source === null || source.withTotal < source.parts) return false
  return !source.ofShards || source.parts >= (group.expected ?? 0)
}

/**
 * The shards of the run itself if their number is known; else the steps. A step that has not
 * succeeded counts by its shards.
 */
function fractionByEnds(groups: readonly Group[], declared: readonly string[]): number | null {
  const ofRun = groups.find(({ step }) => step === '')
  if (ofRun?.expected) return shareOf(ofRun)
  const names = new Set([...declared, ...groups.map(({ step }) => step).filter(Boolean)])
  if (names.size === 0) return null
  const shares = [...names].map((name) => {
    const group = groups.find(({ step }) => step === name)
    if (group?.self?.succeeded) return 1
    return group ? shareOf(group) : 0
  })
  if (declared.length === 0 && shares.some((share) => share === null)) return null
  if (declared.length === 0 && groups.every(({ expected }) => expected === null)) return null
  return shares.reduce<number>((sum, share) => sum + (share ?? 0), 0) / names.size
}

function shareOf({ shards, expected }: Group): number | null {
  if (expected === null || expected <= 0) return null
  return Math.min(1, (shards?.succeeded ?? 0) / Math.max(expected, shards?.parts ?? 0))
}

function lastEnd(groups: readonly Group[]): Instant | null {
  const ofRun = groups.find(({ step }) => step === '')
  const { shards = null, expected = null } = ofRun ?? {}
  if (shards === null || shards.running === 0 || shards.withEnd < shards.running) return null
  return shards.parts >= (expected ?? 0) ? shards.endsAt : null
}

const isSame = (a: { step: string; ofShards: boolean }, b: Tally) => a.step === b.step && a.ofShards === b.ofShards
const add = (of: readonly Tally[], value: (tally: Tally) => number | null) =>
  of.reduce((sum, tally) => sum + (value(tally) ?? 0), 0)
