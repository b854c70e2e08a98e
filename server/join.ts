import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Pool } from 'pg'
import type { Log } from '@/lib/base/log'
import { createKeyring } from '@/lib/base/secrets'
import { StartError } from '@/lib/base/start-error'
import type { DatabaseRole } from '@/lib/db/connection'
import { listMigrations } from '@/lib/db/migrate'
import { joinInstallation } from '@/lib/services/installation/join-installation'
import { givenSettings, type InstallationSettings } from '@/lib/services/installation/shared-settings'
import { keyringSecretsIn } from '@/lib/settings/derived'
import type { Settings } from '@/lib/settings/read-settings'

export type Join = (pool: Pool) => Promise<InstallationSettings>

/** How a process of this kind checks itself with its settings: once, or again until the database is there. */
export function joinAs(role: DatabaseRole, settings: Settings): Join {
  const keyring = createKeyring(keyringSecretsIn(settings))
  const given = givenSettings(settings.given)
  const hasRoles = settings.hasDatabaseRoles
  return async (pool) =>
    joinInstallation(pool, { role, hasRoles, keyring, given, migrations: await listMigrations(migrationsDirectory()) })
}

/** Beside the bundle, or beside the sources where these run. */
export function migrationsDirectory(): string {
  const places = [path.resolve('prisma/migrations'), path.join(import.meta.dirname, '../prisma/migrations')]
  return places.find((place) => existsSync(place)) ?? places[0]!
}

/** What is applied after the migrations: functions, roles, row-level security. */
export function policiesFile(): string {
  return path.join(migrationsDirectory(), '../policies.sql')
}

const AGAIN_MS = 500

/** Waits for the database. Null: it was stopped meanwhile. @throws StartError when the process does not fit. */
export async function joinOnceThere(
  join: () => Promise<InstallationSettings>,
  { log, isStopping = () => false }: { log: Log; isStopping?: () => boolean },
): Promise<InstallationSettings | null> {
  for (let said = ''; !isStopping(); ) {
    try {
      return await join()
    } catch (error) {
      if (error instanceof StartError) throw error
      const reason = (error as Error).message
      if (reason !== said) log.warn({ err: error }, 'the database is away; waiting until it is back')
      said = reason
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
  return null
}
