import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { type KeyringSecrets, keyringSecretsOf } from '@/lib/base/secrets'
import type { Environment } from './config'
import { diskFault, hasCluster } from './data-dir'
import { StartError } from './start-error'

export interface Secrets {
  /** Master secret: every other key of the installation is derived from it. */
  secret: string
  postgresPassword: string
}

export interface LoadedSecrets extends Secrets {
  /** The secret with those that go with it. */
  ring: KeyringSecrets
  /** Whether they were made just now. */
  isNew: boolean
}

/**
 * The secrets of the data directory, made at the first start and kept there for the owner's eyes only. A secret that is
 * given in the environment wins and is not written down.
 * @throws StartError when the file is there but cannot be read, or is gone while its database is there: new secrets would make
 * every key and session invalid, and open no database.
 */
export function loadSecrets(dataDir: string, env: Environment): LoadedSecrets {
  const file = path.join(dataDir, 'secrets.json')
  const found = read(file)
  const kept = found ?? create(dataDir, env)
  const secret = env.LUBDUB_SECRET || kept.secret
  if (secret.length < 32) throw new StartError('LUBDUB_SECRET must have at least 32 characters.')
  try {
    const given = { old: env.LUBDUB_SECRET_OLD || null, hash: env.LUBDUB_HASH_SECRET || null }
    return { ...kept, secret, isNew: found === null, ring: keyringSecretsOf({ current: secret, ...given }) }
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
    `${file} is ${text.trim() === '' ? 'empty' : 'damaged'}. Put back a copy: without it, heartbeat keys and sessions are not recognised.`,
  )
}

function create(dataDir: string, env: Environment): Secrets {
  const file = path.join(dataDir, 'secrets.json')
  if (!env.DATABASE_URL && hasCluster(dataDir)) {
    throw new StartError(
      `${file} is missing, and the database beside it was made with what it held. Put back the file that belongs to this ` +
        'data directory; no other one opens it.',
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

/** Without it, a power cut could take the name of a file whose contents are safe. */
function syncDirectory(directory: string): void {
  try {
    const handle = openSync(directory, 'r')
    fsyncSync(handle)
    closeSync(handle)
  } catch {
    // Not every system lets a directory be synchronised.
  }
}

/** Takes away secrets that were just made and that nothing was made with. */
export function forgetSecrets(dataDir: string): void {
  rmSync(path.join(dataDir, 'secrets.json'), { force: true })
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}
