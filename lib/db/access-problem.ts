const POOLER_LINE =
  'ignore_startup_parameters = extra_float_digits,options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout'

/** A class of errors that pass by themselves: connection, resources, operator's intervention, a lock, a standby taking over. */
const PASSING = /^(08(?!P01)|40|53|55P03|57|58|25006)/

/**
 * Why the database does not let us in, as a sentence that says what to do. Null: that may pass by itself, as when it is away.
 */
export function accessProblemOf(error: unknown): string | null {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  switch (code) {
    case '28P01':
    case '28000':
      return 'the server refuses the user or the password.'
    case '3D000':
      return 'the database does not exist; create it first.'
    case '42501':
      return `a right is missing (${message}). Start the newest version once with \`npm start\`, which gives each role its rights.`
    case '42P01':
      return 'it has no tables of Lubdub, or those of an older version. Start the newest version once with `npm start`.'
  }
  if (/unsupported startup parameter/.test(message)) {
    return `PgBouncer refuses what a session begins with (${message}). Add to the section [pgbouncer] of pgbouncer.ini, and reload it: ${POOLER_LINE}`
  }
  if (/^role "lubdub_/.test(message) || (code === '22023' && /role/.test(message))) {
    return `${message}. \`npm start\` makes the roles; where it may not, set LUBDUB_DATABASE_ROLES=off.`
  }
  if (!/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code)) return null
  return `${message} (${code}).`
}
