/**
 * Whether a program and a database have the same version. Null: they have. Else which is older, and
 * what to do.
 * @param known migrations that the program has; `applied` are those that the database has.
 */
export function schemaFault(known: readonly string[], applied: readonly string[]): string | null {
  const newer = newerThanProgram(known, applied)
  if (newer !== null) return newer
  const missing = known.filter((name) => !applied.includes(name))
  if (missing.length === 0) return null
  return `The database is of an older version than this program: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing. Stop all processes, and start the new version once with \`npm start\`, which updates it.`
}

/** Null: the database is of a published version. Else what to do: the versions before 0.1 had other migrations. */
export function unpublishedFault(applied: readonly string[]): string | null {
  if (!applied.includes(FIRST_UNPUBLISHED)) return null
  return 'The data is of a version of Lubdub from before 0.1 was published, which is not carried over. Start with an empty database: set LUBDUB_DATA_DIR to another directory, or DATABASE_URL to another database.'
}

const FIRST_UNPUBLISHED = '0001_spine'

/** Null: the database has no migration that the program does not have. */
export function newerThanProgram(known: readonly string[], applied: readonly string[]): string | null {
  const unpublished = unpublishedFault(applied)
  if (unpublished !== null) return unpublished
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length === 0) return null
  return `The database is of a newer version than this program: it has ${unknown.join(', ')}. Start the newer version; an older version can be used only with a backup from before the update.`
}
