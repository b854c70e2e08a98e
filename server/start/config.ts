import path from 'node:path'
import { parseFlag } from '@/lib/base/env'
import { requireSettings } from '@/server/settings/find-faults'
import { publicAddress } from './require-free-port.mjs'

export type Environment = Readonly<Record<string, string | undefined>>

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

/** @throws StartError with everything that is wrong, one error a line. */
export function readConfig(env: Environment): StartConfig {
  requireSettings(env)
  const { host, port } = publicAddress(env)
  return {
    host,
    port,
    url: (env.LUBDUB_URL || env.NEXTAUTH_URL || `http://${nameOf(host)}:${port}`).replace(/\/+$/, ''),
    dataDir: path.resolve(env.LUBDUB_DATA_DIR || 'data'),
    databaseUrl: env.DATABASE_URL || null,
    ownerEmail: env.LUBDUB_OWNER_EMAIL || 'owner@lubdub.local',
    bootstrapApiKey: env.LUBDUB_BOOTSTRAP_API_KEY || null,
    warnings: warningsOf(env, host),
    isDev: parseFlag(env.LUBDUB_DEV || '0') === true,
  }
}

const LOOPBACK = /^(127\.|::1$|localhost$)/

function warningsOf(env: Environment, host: string): string[] {
  if (env.LUBDUB_URL || env.NEXTAUTH_URL || LOOPBACK.test(host)) return []
  return [
    `Warning: HOST=${host} lets other machines in, and LUBDUB_URL does not say where they reach it: heartbeat URLs, sign-in links and alerts name ${nameOf(host)}.`,
  ]
}

function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
