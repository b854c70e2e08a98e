import { OPERATIONS } from './openapi-operations'
import { isForPeople, type Operation } from './operations/operation'

/** The operations of the API as a table in Markdown. */
export function operationsTable(): string {
  const rows = OPERATIONS.map((operation) => [
    `\`${operation.method.toUpperCase()} ${operation.path}\``,
    operation.summary,
    whoOf(operation),
    queryNamesOf(operation),
    operation.rate === 'unlimited' ? '' : `\`${operation.rate}\``,
  ])
  const table = [['call', 'does', 'who', 'query', 'class'], ['---', '---', '---', '---', '---'], ...rows]
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function whoOf(operation: Operation): string {
  if (operation.permission === 'everybody') return 'everybody'
  return isForPeople(operation) ? 'people' : 'keys, people'
}

/** Every list has the names of pages besides these. */
const OF_PAGES = ['limit', 'cursor']

function queryNamesOf({ query }: Operation): string {
  const names = Object.keys(query?.shape ?? {}).filter((name) => !OF_PAGES.includes(name))
  return names.map((name) => `\`${name}\``).join(', ')
}
