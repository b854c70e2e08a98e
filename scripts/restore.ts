import path from 'node:path'
import pg from 'pg'
import { createKeyring } from '@/lib/base/secrets'
import { connectionOf } from '@/lib/db/connection'
import { listMigrations } from '@/lib/db/migrate'
import { readBackup, readHead } from '@/lib/services/backup/read-backup'
import { restoreBackup } from '@/lib/services/backup/restore-backup'
import { keyringFault, storedProof } from '@/lib/services/installation/keyring-proof'
import { readSettings } from '@/lib/settings/read-settings'
import { migrationsDirectory, policiesFile } from '@/server/join'
import { startConfigOf } from '@/server/start/config'
import { openDataDir } from '@/server/start/data-dir'
import { lockHolder } from '@/server/start/lock-holder.mjs'
import { forgetSecrets, loadSecrets } from '@/server/start/secrets-file'
import { withDatabase } from '@/server/start/with-database'

/** Fills an empty database with a backup, after the whole backup was verified. `--verify`: only verifies. */
async function main(args: readonly string[]): Promise<void> {
  const [name] = args.filter((arg) => !arg.startsWith('--'))
  if (name === undefined)
    throw new Error('Name the backup: npm run restore -- FILE, or npm run restore -- --verify FILE')
  const file = path.resolve(process.env.INIT_CWD ?? '.', name)
  const head = await readHead(file)
  const { rows } = await readBackup(file)
  console.log(
    `${file} is complete: from ${head.madeAt}, ${Object.keys(head.shape.tables).length} tables, ${rows} rows.`,
  )
  if (args.includes('--verify')) return

  const settings = readSettings(process.env)
  const config = startConfigOf(settings)
  if (lockHolder(config.dataDir) !== null) throw new Error('Lubdub is running on this data directory. Stop it first.')
  openDataDir(config.dataDir)
  const secrets = loadSecrets(config.dataDir, settings)
  const fault = keyringFault(createKeyring(secrets.ring), storedProof(new Map(Object.entries(head.proof))))
  if (fault !== null) {
    if (secrets.isNew) forgetSecrets(config.dataDir)
    throw new Error(
      `The secrets do not belong to this backup. Put its secrets.json into ${config.dataDir} first, or set its LUBDUB_SECRET.`,
    )
  }
  const directory = migrationsDirectory()
  const migrations = { directory, known: await listMigrations(directory) }
  await withDatabase(config, secrets, async (url) => {
    const client = new pg.Client({
      ...connectionOf(url, { session: '-c timezone=UTC' }),
      application_name: 'lubdub-restore',
    })
    await client.connect()
    try {
      await restoreBackup(client, { file, head, migrations, policies: policiesFile() })
    } finally {
      await client.end()
    }
  })
  console.log(`Restored ${rows} rows. Start with: npm start. The time since ${head.madeAt} counts as an outage.`)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
