/** Where a setting stands in the form, in the order of the form. */
export const SETTING_GROUPS = ['what', 'when', 'limits', 'steps', 'outcome', 'access', 'alerts'] as const

/** What is said of every setting, whatever kind of value it has. */
interface Told {
  group: (typeof SETTING_GROUPS)[number]
  /** Its name in messages and documents. */
  title: string
  /** What it means, in one sentence, for the API's description and the documents. */
  help: string
  /** Further sentences, for the documents alone. */
  more?: string
  /** What the API takes where nothing is given; null: it is off. Without it the setting has to be given. */
  default?: unknown
  /** Who may see it: everybody who may read the monitor, or also everybody who gets its alerts. */
  seenBy: 'readers' | 'alerts'
  /** Whether the core decides by it: then it is in `MonitorConfig`, too. */
  isJudged?: true
  /** Whether it means nothing where nothing is scheduled. */
  needsSchedule?: true
  /** What the form says and begins with, where that is not the title, the help and the default. */
  form?: { label?: string; help?: string | null; named?: string; default?: unknown }
}

/**
 * What may be given, by kind. `most` bounds a number, or how many entries a list may have; durations are in seconds;
 * `isSuggested`: the form suggests what other monitors say.
 */
type Kind =
  | { kind: 'text'; max: number; look?: 'code' | 'long'; isSuggested?: true }
  | { kind: 'duration'; unit: 'seconds'; least: number; withoutSchedule?: string }
  | { kind: 'count'; least: number; most: number }
  | { kind: 'switch' }
  | { kind: 'choice'; options: Readonly<Record<string, string>> }
  | { kind: 'steps'; max: number; most: number }
  | { kind: 'tags'; max: number; most: number; isSuggested?: true }
  | { kind: 'addresses'; most: number; placeholder: string }
  | { kind: 'schedule' }
  | { kind: 'stepLimits'; most: number }
  | { kind: 'channels'; most: number }

/** One thing that the owner of a monitor decides. */
export type MonitorSetting = Told & Kind

export type SettingKind = Kind['kind']
