import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { applyPolicies } from '@/lib/db/apply-policies'
import { migrate } from '@/lib/db/migrate'
import { throwAwaySettings } from '@/server/start/embedded-postgres/settings'
import { startEmbeddedPostgres } from '@/server/start/embedded-postgres/start-embedded-postgres'
import { databaseUrl } from './database-url'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: {
      adminUrl: string
      template: string
      /** The tables without rows in the template. */
      emptyTables: string[]
    }
  }
}

const TEMPLATE = `lubdub_template_${process.pid}`

/**
 * One PostgreSQL for the whole run (`TEST_DATABASE_URL`, or an embedded one), with a migrated
 * template database.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? { adminUrl: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startThrowAwayServer()
  const emptyTables = await makeTemplate(server.adminUrl)
  project.provide('testServer', { adminUrl: server.adminUrl, template: TEMPLATE, emptyTables })
  return async () => {
    await withClient(server.adminUrl, (admin) => admin.query(`drop database if exists ${TEMPLATE} with (force)`))
    await server.stop()
  }
}

async function startThrowAwayServer(): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'lubdub-test-'))
  const server = await startEmbeddedPostgres({
    dataDir,
    password: randomBytes(18).toString('base64url'),
    settings: throwAwaySettings,
    onEvent: () => {},
  })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { adminUrl: server.url, stop }
}

/** Creates the template. Returns the tables without rows. */
async function makeTemplate(adminUrl: string): Promise<string[]> {
  await withClient(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${TEMPLATE} with (force)`)
    await admin.query(`create database ${TEMPLATE}`)
  })
  return withClient(databaseUrl(adminUrl, TEMPLATE), async (client) => {
    await migrate(client, path.resolve('prisma/migrations'))
    await applyPolicies(client, path.resolve('prisma/policies.sql'))
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
    )
    const empty: string[] = []
    for (const { name } of tables) {
      const { rowCount } = await client.query(`SELECT FROM ${name} LIMIT 1`)
      if (rowCount === 0) empty.push(name)
    }
    return empty
  })
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
