import { parseFlag } from '@/lib/base/flag'

/**
 * Settings of the whole installation. They are stored in the database, so that all processes use
 * the same values.
 */
export interface InstallationSettings {
  /** Null: not known yet. */
  url: string | null
  retentionDays: number
  allowPrivateWebhooks: boolean
  beatsPerSecond: number
  /** Per workspace. Null: no limit. */
  beatsPerMinute: number | null
  recoverySeconds: number
  bounds: { partsPerRun: number; runsPerDay: number }
  /** Whether `npm start` has a mail server. */
  hasMail: boolean
}

type Canon = (text: string) => string

const count: Canon = (text) => String(Number(text))
const word: Canon = (text) => (parseFlag(text) ? 'yes' : 'no')

interface Shared {
  fallback: string
  canon: Canon
  /** A process may have a different value: each may have its own public URL and its own mail server. */
  mayDiffer?: boolean
  /** A stored value stays even if `npm start` is no longer given it: the default would delete data. */
  isSticky?: boolean
}

const SHARED: Readonly<Record<string, Shared>> = {
  LUBDUB_URL: { fallback: '', canon: (text) => text.replace(/\/+$/, ''), mayDiffer: true },
  LUBDUB_BEAT_RETENTION_DAYS: { fallback: '90', canon: count, isSticky: true },
  LUBDUB_ALLOW_PRIVATE_WEBHOOKS: { fallback: 'no', canon: word },
  LUBDUB_BEATS_PER_SECOND: { fallback: '50', canon: count },
  LUBDUB_RUNS_PER_DAY: { fallback: '10000', canon: count },
  LUBDUB_PARTS_PER_RUN: { fallback: '10000', canon: count },
  LUBDUB_RECOVERY_SECONDS: { fallback: '60', canon: count },
  LUBDUB_QUOTA_MONITORS: { fallback: '0', canon: count },
  LUBDUB_QUOTA_MEMBERS: { fallback: '0', canon: count },
  LUBDUB_QUOTA_CHANNELS: { fallback: '0', canon: count },
  LUBDUB_QUOTA_BEATS_PER_MINUTE: { fallback: '0', canon: count },
  // Only whether there is one: its URL contains a password.
  SMTP_URL: { fallback: 'no', canon: () => 'yes', mayDiffer: true },
}

type Environment = Readonly<Record<string, string | undefined>>
type Values = ReadonlyMap<string, string>

/** The settings of the installation that a process was given, in one spelling. */
export function givenSettings(env: Environment): Map<string, string> {
  const given = Object.entries(SHARED).flatMap(([name, { canon }]): [string, string][] =>
    env[name] ? [[name, canon(env[name])]] : [],
  )
  return new Map(given)
}

/** The settings that `npm start` stores, from the given and the stored ones. */
export function settingsToStore(given: Values, stored: Values): Map<string, string> {
  const all = Object.entries(SHARED).map(([name, { fallback, isSticky }]): [string, string] => {
    const kept = isSticky ? stored.get(name) : undefined
    return [name, given.get(name) ?? kept ?? fallback]
  })
  return new Map(all)
}

/** One sentence for each given value that differs from the stored one. */
export function differences(given: Values, stored: Values): string[] {
  return [...given].flatMap(([name, value]) => {
    const common = stored.get(name)
    if (SHARED[name]?.mayDiffer || common === undefined || common === value) return []
    const advice = 'Give this process the same value or none. Only `npm start` can change it, for all processes.'
    return [`${name} is ${value} here, and ${common} in this installation. ${advice}`]
  })
}

/** The values in use: the stored one, else the given one, else the default. */
export function settingsOf(given: Values, stored: Values): InstallationSettings {
  const value = (name: string) => stored.get(name) ?? given.get(name) ?? SHARED[name]!.fallback
  return {
    url: given.get('LUBDUB_URL') || value('LUBDUB_URL') || null,
    retentionDays: Number(value('LUBDUB_BEAT_RETENTION_DAYS')),
    allowPrivateWebhooks: value('LUBDUB_ALLOW_PRIVATE_WEBHOOKS') === 'yes',
    beatsPerSecond: Number(value('LUBDUB_BEATS_PER_SECOND')),
    beatsPerMinute: Number(value('LUBDUB_QUOTA_BEATS_PER_MINUTE')) || null,
    recoverySeconds: Number(value('LUBDUB_RECOVERY_SECONDS')),
    bounds: {
      partsPerRun: Number(value('LUBDUB_PARTS_PER_RUN')),
      runsPerDay: Number(value('LUBDUB_RUNS_PER_DAY')),
    },
    hasMail: value('SMTP_URL') === 'yes',
  }
}
