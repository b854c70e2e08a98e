import { type KeyringSecrets, keyringSecretsOf } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import type { Settings } from './read-settings'

type ProcessKind = 'web' | 'ingest' | 'worker'

/** A value that this process cannot do without. @throws StartError with the name of the setting. */
export function requireSetting<T>(value: T | null, name: string): T {
  if (value === null)
    throw new StartError(`${name} is not set. \`npm start\` sets it; a process run on its own needs it.`)
  return value
}

/**
 * The database of a process, with its own login (`LUBDUB_DATABASE_URL_WEB`, `…_INGEST`, `…_WORKER`) or that of
 * `DATABASE_URL`. Its role is null if the installation uses no roles. @throws StartError when no database is set.
 */
export function databaseOf<Kind extends ProcessKind>(
  settings: Settings,
  kind: Kind,
): { databaseUrl: string; role: Kind | null } {
  const own = {
    web: settings.databaseUrlWeb,
    ingest: settings.databaseUrlIngest,
    worker: settings.databaseUrlWorker,
  }[kind]
  const databaseUrl = own ?? requireSetting(settings.databaseUrl, 'DATABASE_URL')
  return { databaseUrl, role: settings.hasDatabaseRoles ? kind : null }
}

/** The secrets of the keyring. @throws StartError when there is none. */
export function keyringSecretsIn({ secret, oldSecrets, hashSecret }: Settings): KeyringSecrets {
  return keyringSecretsOf({ current: requireSetting(secret, 'LUBDUB_SECRET'), old: oldSecrets ?? [], hash: hashSecret })
}
