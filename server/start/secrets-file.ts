import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { type KeyringSecrets, keyringSecretsOf } from '@/lib/base/secrets'
import type { Settings } from '@/lib/settings/read-settings'
import { diskFault, hasCluster } from './data-dir'
import { StartError } from './start-error'

export interface Secrets {
  /** Master secret: every other key of the installation is derived from it. */
  secret: string
  postgresPassword: string
}

type GivenSecrets = Pick<Settings, 'secret' | 'oldSecrets' | 'hashSecret' | 'databaseUrl'>

export interface LoadedSecrets extends Secrets {
  /** The secret with the old secrets and the one of the hashes. */
  ring: KeyringSecrets
  /** Whether they were created now. */
  isNew: boolean
}

/**
 * The secrets of the data directory, created at the first start and readable by their owner only. A secret in the
 * environment comes first and is not written to the file.
 * @throws StartError when the file exists but cannot be read, or is missing while its database exists: new secrets
 * would make every key and session invalid, and could not log in to the database.
 */
export function loadSecrets(dataDir: string, given: GivenSecrets): LoadedSecrets {
  const file = path.join(dataDir, 'secrets.json')
  const found = read(file)
  const kept = found ?? create(dataDir, given)
  const secret = given.secret ?? kept.secret
  if (secret.length < 32) throw new StartError('LUBDUB_SECRET must have at least 32 characters.')
  try {
    const ring = keyringSecretsOf({ current: secret, old: given.oldSecrets ?? [], hash: given.hashSecret })
    return { ...kept, secret, isNew: found === null, ring }
  } catch (error) {
    throw new StartError((error as Error).message)
  }
}

function read(file: string): Secrets | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new StartError(`Cannot read ${file}: ${(error as Error).message}`)
  }
  try {
    const { secret, postgresPassword } = JSON.parse(text) as Partial<Secrets>
    if (secret && postgresPassword) {
      chmodSync(file, 0o600)
      return { secret, postgresPassword }
    }
  } catch {}
  throw new StartError(
    `${file} is ${text.trim() === '' ? 'empty' : 'damaged'}. Restore it from a copy: without it, heartbeat keys and sessions are not recognised.`,
  )
}

function create(dataDir: string, { databaseUrl }: GivenSecrets): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  if (databaseUrl === null && hasCluster(dataDir)) {
    throw new StartError(
      `${file} is missing, and the database beside it was created with its secrets. Put back the file of this ` +
        'data directory; no other file works.',
    )
  }
  const secrets = { secret: newSecret(), postgresPassword: newSecret() }
  const draft = `${file}.${process.pid}`
  try {
    const handle = openSync(draft, 'w', 0o600)
    writeSync(handle, `${JSON.stringify(secrets, null, 2)}\n`)
    fsyncSync(handle)
    closeSync(handle)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw new StartError(`Cannot write ${file}: ${diskFault(error) ?? (error as Error).message}`)
  }
  syncDirectory(dataDir)
  return secrets
}

/** Without it, a power cut could lose the name of a file whose contents are safe. */
function syncDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Not every system lets a directory be synchronised.
  }
}

/** Removes new secrets that were not used yet. */
export function forgetSecrets(dataDir: string): void {
  rmSync(path.join(dataDir, 'secrets.json'), { force: true })
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
