import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { throwAwaySettings } from '@/server/start/embedded-postgres/settings'
import { startEmbeddedPostgres } from '@/server/start/embedded-postgres/start-embedded-postgres'

// Prisma's command line ends with 0 after some failures, so only its exact text for "no difference" counts.
const NO_DIFFERENCE = '-- This is an empty migration.'

const run = promisify(execFile)

/** Compares the result of the migrations with the schema, on a separate PostgreSQL. */
async function main(): Promise<void> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'lubdub-drift-'))
  const password = randomBytes(18).toString('base64url')
  const server = await startEmbeddedPostgres({ dataDir, password, settings: throwAwaySettings, onEvent: () => {} })
  try {
    const sql = await diff(server.url)
    if (sql.trim() === NO_DIFFERENCE) {
      console.log('The migrations create exactly the schema.')
    } else {
      console.error(`${sql}\nThe migrations do not create prisma/schema.prisma; the SQL above is missing.`)
      process.exitCode = 1
    }
  } finally {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function diff(databaseUrl: string): Promise<string> {
  const args = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma', '--script']
  const { stdout } = await run(process.execPath, ['scripts/prisma.mjs', 'migrate', 'diff', ...args], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  })
  return stdout
}

await main()
