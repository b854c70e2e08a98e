import { can, type Permission } from '@/lib/core/access'
import type { Access } from '@/lib/http/route-permissions'
import { type Actor, FAMILY, MARK } from './world'

/**
 * How an answer is to be read. through: let in (that a body was not to its liking comes after that); unauthenticated: not
 * known; forbidden: known, and may not; absent: there is no such thing; broken: our fault.
 */
export type Outcome = 'through' | 'unauthenticated' | 'forbidden' | 'absent' | 'broken'

/** What may be answered, from the table of permissions. */
export function expected(
  actor: Actor,
  { access, ofFamily, namesThings }: { access: Access; ofFamily?: boolean; namesThings: boolean },
): Outcome[] {
  if (access === 'everybody') return ['through', 'absent', 'unauthenticated', 'forbidden']
  if (access === 'person') return actor.isPerson ? ['through'] : ['unauthenticated', 'forbidden']
  if (actor.subject === null) return actor.isPerson ? ['unauthenticated', 'forbidden'] : ['unauthenticated']
  if (access === 'known') return ['through']
  const target = ofFamily && namesThings ? { family: FAMILY } : undefined
  const mayDoIt = can(actor.subject, access, target)
  // A list for a key of one family is of that family only; whether it may see one is for the verb to say.
  if (ofFamily && !namesThings && actor.subject.kind === 'apiKey' && actor.subject.family !== null) {
    return ['through', 'forbidden']
  }
  if (actor.place === 'other' && namesThings) return mayDoIt ? ['absent'] : ['absent', 'forbidden']
  return mayDoIt ? ['through'] : ['forbidden']
}

/** What no permission of the actor's lets them see, and the answer has all the same. */
export function leaks(actor: Actor, text: string): string[] {
  const found: string[] = []
  if (actor.place !== 'ada' && text.includes(MARK)) found.push(`a name of Ada's workspace`)
  for (const [permission, sign] of Object.entries(SIGNS) as [Permission, RegExp][]) {
    const may = actor.place === 'ada' && actor.subject !== null && can(actor.subject, permission, { family: FAMILY })
    if (!may && actor.place !== 'other' && sign.test(text)) found.push(`what takes ${permission}`)
  }
  return found
}

/** How what a permission is for looks in an answer. */
const SIGNS: Partial<Record<Permission, RegExp>> = {
  'heartbeatKey.read': /ldb_[a-z2-7]{32}/,
  'audit.read': /only-heads-see-audit/,
  'apiKey.read': /only-heads-see-keys/,
}
