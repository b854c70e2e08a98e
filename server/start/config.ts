import path from 'node:path'
import { parseSignUpPolicy } from '@/lib/core/sign-in'
import { publicAddress } from './require-free-port.mjs'
import { StartError } from './start-error'

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
}

/** @throws StartError for a value that cannot be. */
export function readConfig(env: Environment): StartConfig {
  const { host, port } = publicAddress(env)
  requireSignUpPolicy(env.LUBDUB_SIGNUP)
  return {
    host,
    port,
    url: (env.LUBDUB_URL || env.NEXTAUTH_URL || `http://${nameOf(host)}:${port}`).replace(/\/+$/, ''),
    dataDir: path.resolve(env.LUBDUB_DATA_DIR || 'data'),
    databaseUrl: env.DATABASE_URL || null,
    ownerEmail: env.LUBDUB_OWNER_EMAIL || 'owner@lubdub.local',
    bootstrapApiKey: env.LUBDUB_BOOTSTRAP_API_KEY || null,
    isDev: env.LUBDUB_DEV === '1',
  }
}

function requireSignUpPolicy(text: string | undefined): void {
  try {
    parseSignUpPolicy(text ?? null)
  } catch (error) {
    throw new StartError((error as Error).message)
  }
}

function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
