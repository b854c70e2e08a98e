import { parseFlag } from '@/lib/base/flag'
import { StartError } from '@/lib/base/start-error'
import { nearestName } from './nearest-name'
import { GROUPS, type Group, SETTINGS, type Setting, TABLE } from './table'

export type Environment = Readonly<Record<string, string | undefined>>

type Values = { readonly [Key in keyof typeof TABLE]: (typeof TABLE)[Key] extends Setting<infer T> ? T : never }

/** The settings of a process. Null: not set, and there is no default. */
export interface Settings extends Values {
  /** What was set, as it was written, by the name of the variable: processes of an installation compare it. */
  readonly given: Readonly<Record<string, string>>
}

/**
 * Reads the settings; an entry calls it once, and passes the result on. An empty value counts as unset.
 * @throws StartError with everything that is wrong, one sentence a line.
 */
export function readSettings(env: Environment): Settings {
  const faults = findFaults(env)
  if (faults.length > 0) throw new StartError(faults.join('\n'))
  return settingsIn(env)
}

/**
 * What a process needs to report what is wrong with its settings, before these are read. Invalid values count as unset.
 */
export function readLogSettings(env: Environment): Pick<Settings, 'logLevel' | 'logFormat'> {
  const { logLevel, logFormat } = TABLE
  return { logLevel: readOne(logLevel, env), logFormat: readOne(logFormat, env) }
}

/** Without a check: what is invalid counts as unset. */
export function settingsIn(env: Environment): Settings {
  const values = Object.entries(TABLE).map(([key, setting]) => [key, readOne<unknown>(setting, env)])
  const given = SETTINGS.flatMap(({ name }) => (env[name] ? [[name, env[name]]] : []))
  return Object.freeze({
    ...(Object.fromEntries(values) as Values),
    given: Object.freeze(Object.fromEntries(given)),
  })
}

function readOne<T>({ name, kind, unset }: Setting<T>, env: Environment): T {
  const text = env[name]
  if (!text) return unset
  const read = kind.shape.safeParse(text)
  return read.success ? read.data : unset
}

/** What is wrong with these settings, one sentence each. None: all is well. */
export function findFaults(env: Environment): string[] {
  return [
    ...valueFaults(env),
    ...GROUPS.flatMap((group) => groupFaults(env, group)),
    ...hashFaults(env),
    ...unknownNames(env),
  ]
}

function valueFaults(env: Environment): string[] {
  return SETTINGS.flatMap(({ name, kind }) => {
    const value = env[name]
    const read = value ? kind.shape.safeParse(value) : null
    if (!read?.error) return []
    return [
      `${name} must be ${read.error.issues[0]!.message}${kind.isSecret ? '' : `; got ${withoutPassword(String(value))}`}.`,
    ]
  })
}

function groupFaults(env: Environment, { what, all, also = [] }: Group): string[] {
  const isSet = (name: string) =>
    Boolean(env[name]) && !(name === 'LUBDUB_TRUST_PROXY' && parseFlag(env[name]!) === false)
  const given = [...all, ...also].filter(isSet)
  const missing = all.filter((name) => !isSet(name))
  if (given.length === 0 || missing.length === 0) return []
  // The proxy setting alone is useful; the header of the place is useful only with it.
  if (given.join() === 'LUBDUB_TRUST_PROXY') return []
  return [
    `${what} needs ${missing.join(' and ')} as well: only ${given.join(' and ')} ${given.length > 1 ? 'are' : 'is'} set.`,
  ]
}

function hashFaults(env: Environment): string[] {
  if (!env.LUBDUB_SECRET_OLD || env.LUBDUB_HASH_SECRET) return []
  return [
    'LUBDUB_SECRET_OLD is set and LUBDUB_HASH_SECRET is not. Set it to the first LUBDUB_SECRET that this installation had: without it no key is recognised.',
  ]
}

function unknownNames(env: Environment): string[] {
  const known = SETTINGS.map(({ name }) => name)
  const candidates = SETTINGS.filter(({ isOurs }) => !isOurs).map(({ name }) => name)
  return Object.keys(env)
    .filter((name) => name.startsWith('LUBDUB_') && !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, candidates)
      return `${name} is not a setting of Lubdub.${nearest ? ` Did you mean ${nearest}?` : ' docs/self-hosting.md has them all.'}`
    })
}

/** The value with the password of its URL left out: it would stand in logs. */
function withoutPassword(value: string): string {
  return value.replace(/\/\/[^/@]*@/, '//…@')
}
