const POOLER_LINE =
  'ignore_startup_parameters = extra_float_digits,options,statement_timeout,lock_timeout,idle_in_transaction_session_timeout'

/**
 * SQLSTATE classes of errors that go away without action: connection, resources, operator
 * intervention, a lock, a standby during failover.
 */
const PASSING = /^(08(?!P01)|40|53|55P03|57|58|25006)/

/**
 * Why the database refuses access, as a sentence that says what to do. Null: the error may go away
 * without action, as when the database is not reachable.
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
      return `a privilege is missing (${message}). Start the newest version once with \`npm start\`, which grants each role its privileges.`
    case '42P01':
      return 'it has no Lubdub tables, or those of an older version. Start the newest version once with `npm start`.'
  }
  if (/unsupported startup parameter/.test(message)) {
    return `PgBouncer refuses a startup parameter (${message}). Add to the section [pgbouncer] of pgbouncer.ini, then reload PgBouncer: ${POOLER_LINE}`
  }
  if (/^role "lubdub_/.test(message) || (code === '22023' && /role/.test(message))) {
    return `${message}. \`npm start\` creates the roles; if it is not allowed to, set LUBDUB_DATABASE_ROLES=off.`
  }
  if (!/^[0-9A-Z]{5}$/.test(code) || PASSING.test(code)) return null
  return `${message} (${code}).`
}
