import { LOG_LEVELS } from '@/lib/base/log'
import type { Kind } from './kinds'
import * as kinds from './kinds'

export interface Setting<T> {
  name: string
  kind: Kind<NonNullable<T>>
  /** The value when it is not set, or set to nothing. */
  unset: T
  /** The default, as the documents state it. Empty: there is none. */
  fallback: string
  help: string
  /** Whether operators set it. Otherwise the parent process or our own tests and tools set it. */
  isOurs?: boolean
}

/** Settings that are useful only together: where one of `all` or `also` is set, each of `all` has to be. */
export interface Group {
  what: string
  all: readonly string[]
  also?: readonly string[]
}

/** 0: no limit. */
const LIMIT = kinds.number({ max: 1_000_000_000 })
const AT_LEAST_ONE = kinds.number({ min: 1, max: 1_000_000_000 })

/**
 * Everything that Lubdub reads from its environment, by the name that the program uses. The type of the settings, the
 * check at a start, and the checks of `.env.example` and of docs/self-hosting.md follow from it.
 */
export const TABLE = {
  port: setting('PORT', kinds.number({ min: 1, max: 65_535 }), '4000', 'the one public port'),
  host: setting('HOST', kinds.text, '127.0.0.1', 'the address to listen on'),
  url: optional('LUBDUB_URL', kinds.origin, 'where people and jobs reach it', { shown: 'http://localhost:4000' }),
  hasHsts: setting('LUBDUB_HSTS', kinds.flag, 'on', 'whether browsers must stay on https'),
  trustProxy: off('LUBDUB_TRUST_PROXY', 'a proxy sets X-Forwarded-*'),
  placeHeader: optional('LUBDUB_PLACE_HEADER', kinds.headerName, 'the header that says where a request comes from'),
  dataDir: setting('LUBDUB_DATA_DIR', kinds.text, './data', 'database and secrets'),
  databaseUrl: optional('DATABASE_URL', kinds.databaseUrl, 'a PostgreSQL of your own'),
  databaseUrlWeb: optional('LUBDUB_DATABASE_URL_WEB', kinds.databaseUrl, 'a login for web'),
  databaseUrlIngest: optional('LUBDUB_DATABASE_URL_INGEST', kinds.databaseUrl, 'a login for ingest'),
  databaseUrlWorker: optional('LUBDUB_DATABASE_URL_WORKER', kinds.databaseUrl, 'a login for worker'),
  hasDatabaseRoles: setting(
    'LUBDUB_DATABASE_ROLES',
    kinds.flag,
    'on',
    'whether processes use database roles of their own',
  ),
  secret: optional('LUBDUB_SECRET', kinds.secret, 'the master secret'),
  oldSecrets: optional('LUBDUB_SECRET_OLD', kinds.secrets, 'former secrets that still decrypt'),
  hashSecret: optional('LUBDUB_HASH_SECRET', kinds.secret, 'the key of the hashes'),
  nextAuthSecret: optional('NEXTAUTH_SECRET', kinds.password, 'signs session cookies'),
  retentionDays: setting(
    'LUBDUB_BEAT_RETENTION_DAYS',
    kinds.number({ min: 1, max: 36_500 }),
    '90',
    'how long history is kept',
  ),
  quotaMonitors: setting('LUBDUB_QUOTA_MONITORS', LIMIT, '0', 'monitors of a workspace'),
  quotaMembers: setting('LUBDUB_QUOTA_MEMBERS', LIMIT, '0', 'members of a workspace'),
  quotaChannels: setting('LUBDUB_QUOTA_CHANNELS', LIMIT, '0', 'channels of a workspace'),
  quotaBeatsPerMinute: setting('LUBDUB_QUOTA_BEATS_PER_MINUTE', LIMIT, '0', 'beats of a workspace'),
  ownerEmail: setting('LUBDUB_OWNER_EMAIL', kinds.address, 'owner@lubdub.local', 'the first owner'),
  bootstrapApiKey: optional('LUBDUB_BOOTSTRAP_API_KEY', kinds.writeKey, 'a write key of the first workspace'),
  signUp: setting('LUBDUB_SIGNUP', kinds.signUp, 'invitation', 'who may make an account'),
  githubId: optional('LUBDUB_GITHUB_ID', kinds.text, 'sign-in with GitHub'),
  githubSecret: optional('LUBDUB_GITHUB_SECRET', kinds.password, 'sign-in with GitHub'),
  githubUrl: setting('LUBDUB_GITHUB_URL', kinds.httpUrl, 'https://github.com', 'a GitHub Enterprise Server'),
  googleId: optional('LUBDUB_GOOGLE_ID', kinds.text, 'sign-in with Google'),
  googleSecret: optional('LUBDUB_GOOGLE_SECRET', kinds.password, 'sign-in with Google'),
  oidcIssuer: optional('LUBDUB_OIDC_ISSUER', kinds.httpUrl, 'sign-in with OpenID Connect'),
  oidcId: optional('LUBDUB_OIDC_ID', kinds.text, 'sign-in with OpenID Connect'),
  oidcSecret: optional('LUBDUB_OIDC_SECRET', kinds.password, 'sign-in with OpenID Connect'),
  oidcName: setting('LUBDUB_OIDC_NAME', kinds.text, 'OpenID Connect', 'the name of the issuer on the sign-in page'),
  smtpUrl: optional('SMTP_URL', kinds.smtpUrl, 'the mail server'),
  mailFrom: optional('LUBDUB_MAIL_FROM', kinds.mailbox, 'the sender of mails', {
    shown: 'Lubdub <lubdub@HOST-OF-LUBDUB_URL>',
  }),
  allowPrivateWebhooks: off('LUBDUB_ALLOW_PRIVATE_WEBHOOKS', 'webhooks to private addresses'),
  beatsPerSecond: setting('LUBDUB_BEATS_PER_SECOND', kinds.number({ max: 1_000_000 }), '50', 'beats with one key'),
  runsPerDay: setting('LUBDUB_RUNS_PER_DAY', AT_LEAST_ONE, '10000', 'runs of one monitor that may begin in a day'),
  partsPerRun: setting('LUBDUB_PARTS_PER_RUN', AT_LEAST_ONE, '10000', 'steps and shards of one run'),
  recoverySeconds: setting(
    'LUBDUB_RECOVERY_SECONDS',
    kinds.number({ max: 3_600 }),
    '60',
    'how long after an outage late beats may arrive',
  ),
  logLevel: setting('LUBDUB_LOG_LEVEL', kinds.oneOf(...LOG_LEVELS), 'info', 'how much is logged'),
  logFormat: setting(
    'LUBDUB_LOG_FORMAT',
    kinds.oneOf('text', 'json'),
    'text',
    'the format of the messages at the start',
  ),

  nextAuthUrl: ours(optional('NEXTAUTH_URL', kinds.origin, 'read where LUBDUB_URL is not set')),
  webPort: ours(optional('LUBDUB_WEB_PORT', kinds.number({ max: 65_535 }), 'set by the parent for ingest and web')),
  isBehindIngest: ours(off('LUBDUB_BEHIND_INGEST', 'set by web: requests come through ingest')),
  isDev: ours(off('LUBDUB_DEV', '`npm run dev`')),
} as const satisfies Readonly<Record<string, Setting<unknown>>>

/** What only our tests, tools and documents read. */
const OF_TOOLS = [
  ours(off('LUBDUB_TEST_LONG', 'tests in their long form')),
  ours(optional('LUBDUB_CHROMIUM', kinds.text, 'the browser of the tests')),
  ours(optional('LUBDUB_REPORT_FILE', kinds.text, 'where a stage of `npm test` writes its counts')),
  ours(optional('LUBDUB_E2E_URL', kinds.text, 'the product that the browser tests run against')),
  ours(optional('LUBDUB_E2E_PORT', kinds.text, 'its port')),
  ours(optional('LUBDUB_KEY', kinds.text, 'an API key in the commands of the documents')),
  ours(optional('LUBDUB_WEBHOOK_SECRET', kinds.text, 'the secret of a receiver in the documents')),
]

export const SETTINGS: readonly Setting<unknown>[] = [...Object.values(TABLE), ...OF_TOOLS]

export const GROUPS: readonly Group[] = [
  { what: 'Sign-in with GitHub', all: ['LUBDUB_GITHUB_ID', 'LUBDUB_GITHUB_SECRET'], also: ['LUBDUB_GITHUB_URL'] },
  { what: 'Sign-in with Google', all: ['LUBDUB_GOOGLE_ID', 'LUBDUB_GOOGLE_SECRET'] },
  {
    what: 'Sign-in with OpenID Connect',
    all: ['LUBDUB_OIDC_ISSUER', 'LUBDUB_OIDC_ID', 'LUBDUB_OIDC_SECRET'],
    also: ['LUBDUB_OIDC_NAME'],
  },
  { what: 'The place of a request', all: ['LUBDUB_PLACE_HEADER', 'LUBDUB_TRUST_PROXY'] },
]

function setting<T extends {}>(name: string, kind: Kind<T>, fallback: string, help: string): Setting<T> {
  return { name, kind, unset: kind.shape.parse(fallback), fallback, help }
}

/** A setting that may be missing. `shown`: what the documents state as its default, which depends on other settings. */
function optional<T extends {}>(
  name: string,
  kind: Kind<T>,
  help: string,
  { shown = '' }: { shown?: string } = {},
): Setting<T | null> {
  return { name, kind, unset: null, fallback: shown, help }
}

function off(name: string, help: string): Setting<boolean> {
  return { name, kind: kinds.flag, unset: false, fallback: '', help }
}

function ours<T>(one: Setting<T>): Setting<T> {
  return { ...one, isOurs: true }
}
