import type { Instant, PartState, RunState } from '../types'
import type { HourGains } from './numbers-input'
import { countedOf, HOUR_MS } from './pace'

/** What is stored of a run or part that had a beat in the hour, and what its beats say. */
export interface HourFacts {
  /** Both '': it is the run itself. */
  step: string
  shard: string
  state: RunState | PartState
  startedAt: Instant | null
  endedAt: Instant | null
  done: number | null
  total: number | null
  rateFromDone: number | null
  /** Whether a beat of the hour set `done`. */
  isSet: boolean
  /** The sum of what beats of the hour added to it. */
  added: number
  /** Its `done` when the hour began, as far as earlier beats were read. Null: none of these set it. */
  before: number | null
  /** The earliest beat of the monitor that was read, and of those before. Null: all were read. */
  readFromAt: Instant | null
  searchedFromAt: Instant | null
}

/** The work of a run in the hour before `at`. Null: the beats that were read do not say it. */
export function sumHourGains(facts: readonly HourFacts[], at: Instant): HourGains | null {
  const groups = new Map<string, HourGains['groups'][number]>()
  let own = 0
  for (const of of facts) {
    const gained = hourGainOf(of, at - HOUR_MS)
    if (gained === null) return null
    if (isRun(of)) {
      own = gained
      continue
    }
    const { step } = of
    const ofShards = of.shard !== ''
    const name = JSON.stringify([step, ofShards])
    groups.set(name, { step, ofShards, gained: (groups.get(name)?.gained ?? 0) + gained })
  }
  return { own, groups: [...groups.values()] }
}

/**
 * What is known where no beats were read: an open run, or one with a beat in the hour, has done nothing that was reported; of others it
 * is not told. `read`: null where its beats do not say it, undefined where it had none.
 */
export function hourGainsOf(
  read: HourGains | null | undefined,
  { isOpen, isHeard }: { isOpen: boolean; isHeard: boolean },
): HourGains | null {
  if (read !== undefined) return read
  return isOpen || isHeard ? { own: 0, groups: [] } : null
}

function hourGainOf(facts: HourFacts, hourAgo: Instant): number | null {
  const { done, isSet, added, before, readFromAt, searchedFromAt } = facts
  const isUnread = (from: Instant | null) => from !== null && facts.startedAt !== null && facts.startedAt < from
  if (readFromAt !== null && readFromAt > hourAgo && isUnread(readFromAt)) return null
  if (isSet && before === null && isUnread(searchedFromAt)) return null
  const counted = isRun(facts) ? done : countedOf(facts).done
  // A part without an earlier `done` began at the base of its rate.
  if (isSet) return counted === null ? 0 : Math.max(0, counted - (before ?? facts.rateFromDone ?? 0))
  // The end of a part that succeeded makes it complete, without a beat that says so.
  const hasEnded = facts.endedAt !== null && facts.endedAt >= hourAgo
  return Math.max(0, added + (hasEnded ? (counted ?? 0) - (done ?? 0) : 0))
}

const isRun = ({ step, shard }: HourFacts) => step === '' && shard === ''
