import { type Access, can, type Permission, permissions, type Rule } from '@/lib/core/access'
import type { Actor } from './actors'
import { FAMILY, MARK } from './marks'

/**
 * The meaning of an answer. through: admitted (the body may still be invalid); unauthenticated: not
 * known; forbidden: known, without permission; absent: it does not exist; broken: an internal error.
 */
export type Outcome = 'through' | 'unauthenticated' | 'forbidden' | 'absent' | 'broken'

interface Expectation {
  access: Access
  ofFamily?: boolean
  notTheirs?: readonly string[]
  isWrite: boolean
  namesThings: boolean
}

/** The allowed answers, from the table of permissions. */
export function expected(actor: Actor, { access, ofFamily, notTheirs, isWrite, namesThings }: Expectation): Outcome[] {
  if (access === 'everybody') return ['through', 'absent', 'unauthenticated', 'forbidden']
  if (access === 'person') {
    if (!actor.isPerson) return ['unauthenticated', 'forbidden']
    return actor.isAuthenticationOld && isWrite ? ['through', 'absent', 'forbidden'] : ['through', 'absent']
  }
  if (actor.subject === null) return actor.isPerson ? ['unauthenticated', 'forbidden'] : ['unauthenticated']
  if (access === 'known') return ['through', 'absent']
  const { subject } = actor
  const only = subject.kind === 'apiKey' ? subject.family : null
  const mayDoIt = can(subject, access, ofFamily && only !== null ? { family: only } : undefined)
  if (notTheirs?.includes(actor.name)) return ['absent']
  // For a key of one family, objects of another do not exist.
  if (mayDoIt && only !== null && only !== FAMILY && namesThings) return ['absent']
  if (actor.place === 'other' && namesThings) return mayDoIt ? ['absent'] : ['absent', 'forbidden']
  const isAskedAgain =
    actor.isAuthenticationOld === true && (permissions[access] as Rule).needsReauthentication === true
  return mayDoIt && !isAskedAgain ? ['through'] : ['forbidden']
}

/** Data in the answer that the actor has no permission to see. */
export function leaks(actor: Actor, text: string): string[] {
  const found: string[] = []
  const isOfAnother = actor.subject?.kind === 'apiKey' && ![null, FAMILY].includes(actor.subject.family)
  if (isOfAnother && text.includes(FAMILY)) found.push('a monitor of another family')
  if (actor.place !== 'ada' && text.includes(MARK)) found.push(`a name of Ada's workspace`)
  for (const [permission, sign] of Object.entries(SIGNS) as [Permission, RegExp][]) {
    const family = actor.subject?.kind === 'apiKey' && actor.subject.family !== null ? actor.subject.family : FAMILY
    // Channels belong to no family.
    const may =
      actor.place === 'ada' &&
      actor.subject !== null &&
      can(actor.subject, permission, permission === 'channel.edit' ? undefined : { family })
    if (!may && actor.place !== 'other' && sign.test(text)) found.push(`what takes ${permission}`)
  }
  return found
}

/** The pattern of protected data in an answer, by permission. */
const SIGNS: Partial<Record<Permission, RegExp>> = {
  'heartbeatKey.read': /ldb_[a-z2-7]{32}/,
  'channel.edit': /only-makers-see-urls/,
  'audit.read': /only-heads-see-audit/,
  'apiKey.read': /only-heads-see-keys/,
}
