import { TypeID } from 'typeid-js'

export const ID_KINDS = [
  'wsp',
  'usr',
  'ses',
  'key',
  'hbk',
  'mon',
  'run',
  'flp',
  'inc',
  'chn',
  'dlv',
  'inv',
  'aud',
] as const

/** The kind of an id; its first word at the edges. */
export type IdKind = (typeof ID_KINDS)[number]

/** An id at the edges: its kind and 26 characters of base32, such as `mon_01k…`. Inside, an id is a uuid. */
export type PublicId<K extends IdKind = IdKind> = `${K}_${string}`

/** An id for the outside, by TypeID's rule (github.com/jetify-com/typeid). */
export function toPublicId<K extends IdKind>(kind: K, uuid: string): PublicId<K> {
  return TypeID.fromUUID(kind, uuid).toString() as PublicId<K>
}

/** As `toPublicId`; null stays null. */
export function toPublicIdOrNull<K extends IdKind>(kind: K, uuid: string | null): PublicId<K> | null {
  return uuid === null ? null : toPublicId(kind, uuid)
}

/** The uuid of an id from outside. Null: it is no id of this kind. */
export function fromPublicId(kind: IdKind, text: string): string | null {
  if (!ID.test(text) || !text.startsWith(`${kind}_`)) return null
  try {
    return TypeID.fromString(text).toUUID()
  } catch {
    // 128 bits that are no uuid: a wrong version or variant.
    return null
  }
}

// The first character has the two highest of 128 bits, with a third that is always 0.
const ID = /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/
