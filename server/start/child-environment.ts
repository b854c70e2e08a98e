import { createKeyring } from '@/lib/base/secrets'
import type { StartConfig } from './config'

/** What every child process gets, whatever the operator left out. */
export function childEnvironment(
  config: StartConfig,
  options: { databaseUrl: string; hasRoles: boolean; secret: string; webPort: number },
): NodeJS.ProcessEnv {
  const { LUBDUB_BOOTSTRAP_API_KEY: _onlyForTheParent, ...inherited } = process.env
  return {
    ...inherited,
    NODE_ENV: config.isDev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: options.databaseUrl,
    LUBDUB_DATABASE_ROLES: options.hasRoles ? 'on' : 'off',
    LUBDUB_SECRET: options.secret,
    LUBDUB_URL: config.url,
    LUBDUB_DATA_DIR: config.dataDir,
    LUBDUB_WEB_PORT: String(options.webPort),
    NEXTAUTH_URL: config.url,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || createKeyring(options.secret).derive('nextauth'),
    PORT: String(config.port),
    HOST: config.host,
  }
}

/**
 * The environment of one kind of process: where it has a database login of its own, it is given no other.
 */
export function environmentOf(name: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = env[`LUBDUB_DATABASE_URL_${name.toUpperCase()}`]
  if (!own) return env
  return {
    ...env,
    LUBDUB_DATABASE_URL_WEB: '',
    LUBDUB_DATABASE_URL_INGEST: '',
    LUBDUB_DATABASE_URL_WORKER: '',
    DATABASE_URL: own,
  }
}
