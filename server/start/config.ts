import path from 'node:path'
import type { Settings } from '@/lib/settings/read-settings'

export interface StartConfig {
  host: string
  port: number
  /** Where people and jobs reach us, without a slash at the end. */
  url: string
  dataDir: string
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null
  ownerEmail: string
  bootstrapApiKey: string | null
  isDev: boolean
  /** Warnings for the operator. */
  warnings: string[]
}

/** What a start does with its settings. */
export function startConfigOf(settings: Settings): StartConfig {
  const { host, port } = settings
  const url = settings.url ?? settings.nextAuthUrl
  return {
    host,
    port,
    url: url ?? `http://${nameOf(host)}:${port}`,
    dataDir: path.resolve(settings.dataDir),
    databaseUrl: settings.databaseUrl,
    ownerEmail: settings.ownerEmail,
    bootstrapApiKey: settings.bootstrapApiKey,
    warnings: url === null ? warningsOf(host) : [],
    isDev: settings.isDev,
  }
}

const LOOPBACK = /^(127\.|::1$|localhost$)/

function warningsOf(host: string): string[] {
  if (LOOPBACK.test(host)) return []
  return [
    `Warning: HOST=${host} lets other machines in, and LUBDUB_URL does not say where they reach it: heartbeat URLs, sign-in links and alerts name ${nameOf(host)}.`,
  ]
}

function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
