import path from 'node:path'
import { ensureServerBundles } from '@/scripts/setup/server-bundles.mjs'
import { benchAlerts } from './alerts/bench-alerts'
import { benchIngest } from './ingest/bench-ingest'
import { playRole } from './ingest/play-role'
import { openOwnedPostgres } from './support/owned-postgres'
import type { Role } from './support/roles'
import { makeWorkDir } from './support/work-dir'

const option = (name: string) => process.argv.find((a) => a.startsWith(`--${name}=`))?.slice(name.length + 3)

const role = option('role') as Role | undefined
if (role) await playRole(role, JSON.parse(process.argv.at(-1)!))
else process.exit((await main()) ? 0 : 1)

/** Fails only when a beat or alert was lost, doubled or wrong: speed is printed, and the reader judges it. */
async function main(): Promise<boolean> {
  const only = option('only')
  const seconds = Number(option('seconds') ?? 15)
  console.log(`npm run bench -- --seconds=${seconds}${only ? ` --only=${only}` : ''}`)
  const isIngestTrue = only === 'alerts' || (await ingest(seconds))
  const areAlertsTrue = only === 'ingest' || (await benchAlerts())
  return isIngestTrue && areAlertsTrue
}

async function ingest(seconds: number): Promise<boolean> {
  await ensureServerBundles()
  const { directory, remove } = makeWorkDir('bench')
  const postgres = await openOwnedPostgres(path.join(directory, 'data'))
  try {
    return await benchIngest({ postgres, workDir: directory, seconds })
  } finally {
    await postgres.stop()
    remove()
  }
}
