import { z } from 'zod'
import { NO_ID } from '@/lib/base/ids'
import { fromPublicId, ID_KINDS, type IdKind } from './ids'

/** What an input is in OpenAPI: a schema with a transform says nothing of itself. */
const AS_TEXT = { type: 'string', maxLength: 100 } as const

/** An id in an answer. */
export function idView<K extends IdKind>(kind: K) {
  return z.templateLiteral([`${kind}_`, z.string()]).meta({ pattern: `^${kind}_[0-9a-hjkmnp-tv-z]{26}$` })
}

/**
 * An id in a path, a query or a body; read as a uuid. One that is none of ours, or of another kind, becomes a uuid that
 * no row has: so it is not found, like any other id that is not there.
 */
export const idInput = (kind: IdKind) =>
  z
    .string()
    .max(100)
    .transform((text) => fromPublicId(kind, text) ?? NO_ID)
    .meta(AS_TEXT)

/** An id of any kind in an answer. */
export const anyIdView = z.templateLiteral([z.enum(ID_KINDS), '_', z.string()])

/** As `idInput`, for an id of any of these kinds. */
export const anyIdInput = (kinds: readonly IdKind[]) =>
  z
    .string()
    .max(100)
    .transform((text) => kinds.map((kind) => fromPublicId(kind, text)).find((uuid) => uuid !== null) ?? NO_ID)
    .meta(AS_TEXT)
