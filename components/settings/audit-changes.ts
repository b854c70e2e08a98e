export interface AuditChange {
  field: string
  /** Null: it did not exist. */
  before: string | null
  /** Null: it does not exist any more. */
  after: string | null
}

const LONGEST = 200

/** The changes, field by field, in words short enough for a list. */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  const [was, is] = [factsOf(before), factsOf(after)]
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const changes = fields.map((field) => ({ field, before: words(was[field]), after: words(is[field]) }))
  // Empty fields of a created or removed object carry no information.
  return changes.filter((change) => (change.before !== null && change.after !== null) || !isNothing(change))
}

function isNothing({ before, after }: AuditChange): boolean {
  return ['null', '[]', '{}', '""'].includes(before ?? after ?? 'null')
}

function factsOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : { '': value }
}

function words(value: unknown): string | null {
  if (value === undefined) return null
  const text = typeof value === 'string' ? value : spaced(JSON.stringify(value, null, 1))
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text
}

/** JSON on one line, with spaces at which it can break. */
const spaced = (json: string) =>
  json
    .replace(/([[{])\n\s*/g, '$1')
    .replace(/\n\s*([\]}])/g, '$1')
    .replace(/\n\s*/g, ' ')
