import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { migrate } from '@/lib/db/migrate'
import { startEmbeddedPostgres } from '@/server/start/embedded-postgres/start-embedded-postgres'
import { benchIngest } from './ingest/bench-ingest'
import { playRole } from './ingest/play-role'
import type { Role } from './support/roles'

const role = process.argv.find((a) => a.startsWith('--role='))?.slice(7) as Role | undefined
if (role) await playRole(role, JSON.parse(process.argv.at(-1)!))
else await main()

async function main(): Promise<void> {
  const seconds = Number(process.argv.find((a) => a.startsWith('--seconds='))?.slice(10) ?? 15)
  const workDir = mkdtempSync(path.join(os.tmpdir(), 'lubdub-bench-'))
  // As root the server runs as nobody, who must be able to enter.
  chmodSync(workDir, 0o755)
  const postgres = await startEmbeddedPostgres({ dataDir: workDir, password: 'bench', onEvent: console.log })
  let isGood = false
  try {
    const client = new pg.Client({ connectionString: postgres.url })
    await client.connect()
    await migrate(client, 'prisma/migrations')
    await client.end()
    const cpu = os.cpus()
    console.log(`npm run bench -- --seconds=${seconds}`)
    console.log(
      `${cpu.length} cores (${cpu[0]?.model}), ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.version}, embedded PostgreSQL, fsync on, synchronous_commit on`,
    )
    isGood = await benchIngest({ databaseUrl: postgres.url, workDir, seconds })
  } finally {
    await postgres.stop()
    rmSync(workDir, { recursive: true, force: true })
  }
  process.exit(isGood ? 0 : 1)
}
