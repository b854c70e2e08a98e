import pg from 'pg'

/** `can-connect-to-database`, `create-database` and `drop-database`; resolves to the exit code. */
export async function runDatabaseCommand(command, url) {
  const database = new URL(url)
  database.searchParams.delete('schema')
  const name = decodeURIComponent(database.pathname.slice(1)) || 'postgres'
  const admin = new URL(database)
  admin.pathname = '/postgres'
  const quoted = pg.escapeIdentifier(name)

  log('INFO', 'Starting schema engine CLI') // Prisma ignores the first line.
  try {
    switch (command) {
      case 'can-connect-to-database':
        await query(database, 'select 1')
        return 0
      case 'create-database':
        await query(admin, `create database ${quoted}`)
        return 0
      case 'drop-database':
        await query(admin, `drop database if exists ${quoted} with (force)`)
        process.stderr.write('The database was successfully dropped\n')
        return 0
      default:
        throw new Error(`Unknown command ${command}`)
    }
  } catch (error) {
    const code = prismaCodes[error.code] ?? 'P1010'
    log('ERROR', code === 'P1003' ? `Database \`${name}\` does not exist` : error.message || String(error.code), code)
    return 1
  }
}

const prismaCodes = { ENOTFOUND: 'P1001', ECONNREFUSED: 'P1001', '3D000': 'P1003', '28P01': 'P1000', '42P04': 'P1009' }

async function query(url, text) {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

function log(level, message, error_code) {
  const fields = { message, error_code }
  const line = { timestamp: new Date().toISOString(), level, target: 'schema_engine::logger', fields }
  process.stderr.write(`${JSON.stringify(line)}\n`)
}
