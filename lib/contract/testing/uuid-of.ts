import { fromPublicId, type IdKind } from '../ids'

/** The uuid of an id from a view, for SQL in tests. */
export function uuidOf(id: string): string {
  const uuid = fromPublicId(id.slice(0, 3) as IdKind, id)
  if (uuid === null) throw new Error(`${id} is no id of ours.`)
  return uuid
}
