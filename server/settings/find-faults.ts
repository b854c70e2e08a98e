import { parseFlag } from '@/lib/base/env'
import { nearestName } from './nearest-name'
import { GROUPS, type Group, SETTINGS } from './table'

type Environment = Readonly<Record<string, string | undefined>>

/** What is wrong with these settings, one sentence each. An empty value counts as unset. None: all is well. */
export function findFaults(env: Environment): string[] {
  return [
    ...valueFaults(env),
    ...GROUPS.flatMap((group) => groupFaults(env, group)),
    ...hashFaults(env),
    ...unknownNames(env),
  ]
}

/** @throws StartError with all errors, one a line. */
export function requireSettings(env: Environment): void {
  const faults = findFaults(env)
  if (faults.length > 0) throw Object.assign(new Error(faults.join('\n')), { name: 'StartError' })
}

function valueFaults(env: Environment): string[] {
  return SETTINGS.flatMap(({ name, kind }) => {
    const value = env[name]
    const wanted = value ? kind.fault(value) : null
    if (wanted === null) return []
    return [`${name} must be ${wanted}${kind.isSecret ? '' : `; got ${value}`}.`]
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
