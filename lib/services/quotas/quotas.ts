import { envNumber } from '@/lib/base/env'

/** The limits of each workspace. Null: no limit. */
export interface Quotas {
  monitors: number | null
  members: number | null
  channels: number | null
  beatsPerMinute: number | null
}

export type Countable = Exclude<keyof Quotas, 'beatsPerMinute'>

/** The quotas of this installation, from its environment. @throws when a setting is not a whole number. */
export function getQuotas(): Quotas {
  return {
    monitors: limit('LUBDUB_QUOTA_MONITORS'),
    members: limit('LUBDUB_QUOTA_MEMBERS'),
    channels: limit('LUBDUB_QUOTA_CHANNELS'),
    beatsPerMinute: limit('LUBDUB_QUOTA_BEATS_PER_MINUTE'),
  }
}

function limit(name: string): number | null {
  return Math.floor(envNumber(name, 0, { max: 1_000_000_000 })) || null
}
