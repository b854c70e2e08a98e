import { createKeyring } from '@/lib/base/secrets'
import type { StartConfig } from './config'

export type ChildName = 'web' | 'ingest' | 'worker'

/** What every child process gets, even where the operator left it out. `env`: the environment of the parent. */
export function childEnvironment(
  config: StartConfig,
  options: { databaseUrl: string; hasRoles: boolean; secret: string; webPort: number; env: NodeJS.ProcessEnv },
): NodeJS.ProcessEnv {
  return {
    ...options.env,
    NODE_ENV: config.isDev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    DATABASE_URL: options.databaseUrl,
    LUBDUB_DATABASE_ROLES: options.hasRoles ? 'on' : 'off',
    LUBDUB_SECRET: options.secret,
    LUBDUB_URL: config.url,
    LUBDUB_DATA_DIR: config.dataDir,
    LUBDUB_WEB_PORT: String(options.webPort),
    NEXTAUTH_URL: config.url,
    NEXTAUTH_SECRET: options.env.NEXTAUTH_SECRET || createKeyring(options.secret).derive('nextauth'),
    PORT: String(config.port),
    HOST: config.host,
  }
}

/** What any process needs of its system, and what libfaketime reads in tests at other dates. */
const SYSTEM =
  /^(PATH|PATHEXT|HOME|USER|LOGNAME|SHELL|PWD|TMPDIR|TMP|TEMP|TZ|TZDIR|LANG|LANGUAGE|LC_\w+|TERM|CI|SYSTEMROOT|WINDIR|COMSPEC|USERPROFILE|APPDATA|LOCALAPPDATA|NODE_\w+|UV_THREADPOOL_SIZE|MALLOC_\w+|SSL_CERT_FILE|SSL_CERT_DIR|PG(SSL\w+|PASSFILE|SERVICEFILE)|NEXT_TELEMETRY_DISABLED|LD_PRELOAD|LD_LIBRARY_PATH|FAKETIME\w*)$/i

/** Settings that are secrets or contain one, with the processes that need them. All other settings are not secret. */
const FOR: readonly [RegExp, readonly ChildName[]][] = [
  [/^(SMTP_URL|LUBDUB_MAIL_FROM)$/, ['web', 'worker']],
  [/^(NEXTAUTH_\w+|LUBDUB_(GITHUB|GOOGLE|OIDC)_\w+)$/, ['web']],
  [/^LUBDUB_(BOOTSTRAP_API_KEY|DATABASE_URL_\w+)$/, []],
  [/^(DATABASE_URL|PORT|HOST|LUBDUB_\w+)$/, ['web', 'ingest', 'worker']],
]

/**
 * The environment of one kind of process: only what is listed here. Where it has a database login of its own, it gets
 * no other.
 */
export function environmentOf(name: ChildName, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const given = Object.entries(env).filter(([variable]) => isFor(name, variable))
  const own = env[`LUBDUB_DATABASE_URL_${name.toUpperCase()}`]
  return { ...(Object.fromEntries(given) as NodeJS.ProcessEnv), ...(own && { DATABASE_URL: own }) }
}

function isFor(name: ChildName, variable: string): boolean {
  const rule = FOR.find(([pattern]) => pattern.test(variable))
  return rule ? rule[1].includes(name) : SYSTEM.test(variable)
}
