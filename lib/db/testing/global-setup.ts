import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '@/lib/db/migrate'
import { throwAwaySettings } from '@/server/start/embedded-postgres/settings'
import { startEmbeddedPostgres } from '@/server/start/embedded-postgres/start-embedded-postgres'
import { databaseUrl } from './database-url'

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: { adminUrl: string; template: string }
  }
}

const TEMPLATE = `lubdub_template_${process.pid}`

/** One PostgreSQL for the whole run (`TEST_DATABASE_URL`, or an embedded one), with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL
    ? { adminUrl: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startThrowAwayServer()
  await makeTemplate(server.adminUrl)
  project.provide('testServer', { adminUrl: server.adminUrl, template: TEMPLATE })
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

async function makeTemplate(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    await admin.query(`drop database if exists ${TEMPLATE} with (force)`)
    await admin.query(`create database ${TEMPLATE}`)
  })
  await withClient(databaseUrl(adminUrl, TEMPLATE), (client) => migrate(client, path.resolve('prisma/migrations')))
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
