import type { Settings } from '@/lib/settings/read-settings'

/** The limits of each workspace. Null: no limit. */
export interface Quotas {
  monitors: number | null
  members: number | null
  channels: number | null
  beatsPerMinute: number | null
}

export type Countable = Exclude<keyof Quotas, 'beatsPerMinute'>

/** The quotas of this installation; 0 in its settings is no limit. */
export function quotasOf(
  settings: Pick<Settings, 'quotaMonitors' | 'quotaMembers' | 'quotaChannels' | 'quotaBeatsPerMinute'>,
): Quotas {
  return {
    monitors: settings.quotaMonitors || null,
    members: settings.quotaMembers || null,
    channels: settings.quotaChannels || null,
    beatsPerMinute: settings.quotaBeatsPerMinute || null,
  }
}
