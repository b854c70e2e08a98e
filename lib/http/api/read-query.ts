import { AppError } from '@/lib/base/errors'

const MAX_NAMES = 50

/**
 * The query of a URL. A repeated name is refused: one reader would use the first value, and another reader the last. Only
 * names of lists may be repeated.
 * @throws AppError `invalid`
 */
export function readQuery(
  url: string,
  listNames: readonly string[] = [],
): { query: Record<string, string>; lists: Record<string, string[]> } {
  const query: Record<string, string> = {}
  const lists: Record<string, string[]> = {}
  const { searchParams } = new URL(url)
  if (searchParams.size > MAX_NAMES) throw new AppError('invalid', `A query may have at most ${MAX_NAMES} fields.`)
  for (const [name, value] of searchParams) {
    const quoted = JSON.stringify(name.slice(0, 60))
    if (name === '__proto__') throw new AppError('invalid', 'The query has a name that no request needs.', name)
    if (value.includes('\u0000')) throw new AppError('invalid', `The query's ${quoted} has a NUL; remove it.`, name)
    if (listNames.includes(name)) {
      lists[name] = [...(lists[name] ?? []), value]
      continue
    }
    if (Object.hasOwn(query, name))
      throw new AppError('invalid', `The query has ${quoted} more than once; send it once.`, name)
    query[name] = value
  }
  return { query, lists }
}
