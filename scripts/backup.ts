import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { makeDirectories } from '@/lib/base/make-directories'
import { createKeyring } from '@/lib/base/secrets'
import { openSnapshot } from '@/lib/db/backup/copy-out'
import { readBackup } from '@/lib/services/backup/read-backup'
import { writeBackup } from '@/lib/services/backup/write-backup'
import { proofOf } from '@/lib/services/installation/keyring-proof'
import { readSettings } from '@/lib/settings/read-settings'
import { startConfigOf } from '@/server/start/config'
import { forgetSecrets, loadSecrets } from '@/server/start/secrets-file'
import { withDatabase } from '@/server/start/with-database'

/**
 * Writes the whole database of an installation into one file, while it runs or not, and reads the file once as a check.
 */
async function main(wanted: string | null): Promise<void> {
  const settings = readSettings(process.env)
  const config = startConfigOf(settings)
  const now = new Date()
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, '')
  const file = wanted
    ? path.resolve(process.env.INIT_CWD ?? '.', wanted)
    : path.join(config.dataDir, 'backups', `lubdub-${stamp}.backup`)
  if (existsSync(file)) throw new Error(`${file} exists already. Name another file, or move it away.`)
  const secrets = loadSecrets(config.dataDir, settings)
  if (secrets.isNew) forgetSecrets(config.dataDir)
  if (secrets.isNew && settings.secret === null) {
    throw new Error(`There is no secrets.json in ${config.dataDir}. Name the data directory in LUBDUB_DATA_DIR.`)
  }
  makeDirectories(path.dirname(file), 0o700)
  const part = `${file}.part`
  rmSync(part, { force: true })
  try {
    await withDatabase(config, secrets, async (url) => {
      const snapshot = await openSnapshot(url)
      try {
        const proof = Object.fromEntries(proofOf(createKeyring(secrets.ring)))
        await writeBackup(snapshot, { file: part, now, proof })
      } finally {
        await snapshot.close()
      }
    })
    const { tables, rows } = await readBackup(part)
    renameSync(part, file)
    const megabytes = statSync(file).size / 1_048_576
    const size = megabytes < 1 ? `${Math.ceil(megabytes * 1_024)} kB` : `${megabytes.toFixed(1)} MB`
    console.log(`Wrote and verified ${file}: ${Object.keys(tables).length} tables, ${rows} rows, ${size}.`)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  const secret = settings.secret !== null ? 'LUBDUB_SECRET' : path.join(config.dataDir, 'secrets.json')
  const hash = settings.hashSecret !== null ? ' and LUBDUB_HASH_SECRET' : ''
  console.log(
    `The secrets are not in it. Keep ${secret}${hash} in another place: without ${hash ? 'them' : 'it'} no key in the backup can be used.`,
  )
}

try {
  await main(process.argv[2] ?? null)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
