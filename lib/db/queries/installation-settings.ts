import type { ClientBase, Pool } from 'pg'

type Client = Pick<Pool | ClientBase, 'query'>

/** All stored settings of the installation, by name. */
export async function loadInstallationSettings(client: Client): Promise<Map<string, string>> {
  const { rows } = await (client as Pool).query<{ name: string; value: string }>(
    'SELECT name, value FROM installation_setting',
  )
  return new Map(rows.map(({ name, value }) => [name, value]))
}

/** Stores the values that do not exist yet; existing ones stay. */
export async function addInstallationSettings(client: Client, values: ReadonlyMap<string, string>): Promise<void> {
  await (client as Pool).query(
    `INSERT INTO installation_setting (name, value) SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING`,
    [[...values.keys()], [...values.values()]],
  )
}

/** Replaces the values. */
export async function replaceInstallationSettings(client: Client, values: ReadonlyMap<string, string>): Promise<void> {
  await (client as Pool).query(
    `INSERT INTO installation_setting (name, value) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, set_at = clock_timestamp()
     WHERE installation_setting.value <> excluded.value`,
    [[...values.keys()], [...values.values()]],
  )
}

/** The migrations that were applied, in order. @throws when this role cannot read the table of migrations. */
export async function loadMigrationNames(client: Client): Promise<string[]> {
  const { rows } = await (client as Pool).query<{ name: string }>(
    `SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
     ORDER BY migration_name`,
  )
  return rows.map(({ name }) => name)
}

/** Names of the processes that have received beats within the last seconds. */
export async function listLivingIngests(client: Client): Promise<string[]> {
  const { rows } = await (client as Pool).query<{ id: string }>(
    `SELECT id FROM ingest_node WHERE seen_at > clock_timestamp() - interval '3 s' ORDER BY id`,
  )
  return rows.map(({ id }) => id)
}

/** Whether any migration was applied to the database. */
export async function hasMigrations(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there`,
  )
  return rows[0]!.there
}
