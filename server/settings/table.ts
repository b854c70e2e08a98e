import { LOG_LEVELS } from '@/lib/base/log'
import type { Kind } from './kinds'
import * as kinds from './kinds'

/** Everything that Lubdub reads from its environment. */
export interface Setting {
  name: string
  kind: Kind
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

const LIMIT = kinds.number({ max: 1_000_000_000 })

export const SETTINGS: readonly Setting[] = [
  setting('PORT', kinds.number({ min: 1, max: 65_535 }), '4000', 'the one public port'),
  setting('HOST', kinds.text, '127.0.0.1', 'the address to listen on'),
  setting('LUBDUB_URL', kinds.origin, 'http://localhost:4000', 'where people and jobs reach it'),
  setting('LUBDUB_HSTS', kinds.flag, 'on', 'whether browsers must stay on https'),
  setting('LUBDUB_TRUST_PROXY', kinds.flag, '', 'a proxy sets X-Forwarded-*'),
  setting('LUBDUB_PLACE_HEADER', kinds.headerName, '', 'the header that says where a request comes from'),
  setting('LUBDUB_DATA_DIR', kinds.text, './data', 'database and secrets'),
  setting('DATABASE_URL', kinds.databaseUrl, '', 'a PostgreSQL of your own'),
  setting('LUBDUB_DATABASE_URL_WEB', kinds.databaseUrl, '', 'a login for web'),
  setting('LUBDUB_DATABASE_URL_INGEST', kinds.databaseUrl, '', 'a login for ingest'),
  setting('LUBDUB_DATABASE_URL_WORKER', kinds.databaseUrl, '', 'a login for worker'),
  setting('LUBDUB_DATABASE_ROLES', kinds.flag, 'on', 'whether processes use database roles of their own'),
  setting('LUBDUB_SECRET', kinds.secret, '', 'the master secret'),
  setting('LUBDUB_SECRET_OLD', kinds.secrets, '', 'former secrets that still decrypt'),
  setting('LUBDUB_HASH_SECRET', kinds.secret, '', 'the key of the hashes'),
  setting('NEXTAUTH_SECRET', kinds.password, '', 'signs session cookies'),
  setting('LUBDUB_BEAT_RETENTION_DAYS', kinds.number({ min: 1, max: 36_500 }), '90', 'how long history is kept'),
  setting('LUBDUB_QUOTA_MONITORS', LIMIT, '0', 'monitors of a workspace'),
  setting('LUBDUB_QUOTA_MEMBERS', LIMIT, '0', 'members of a workspace'),
  setting('LUBDUB_QUOTA_CHANNELS', LIMIT, '0', 'channels of a workspace'),
  setting('LUBDUB_QUOTA_BEATS_PER_MINUTE', LIMIT, '0', 'beats of a workspace'),
  setting('LUBDUB_OWNER_EMAIL', kinds.address, 'owner@lubdub.local', 'the first owner'),
  setting('LUBDUB_BOOTSTRAP_API_KEY', kinds.writeKey, '', 'a write key of the first workspace'),
  setting('LUBDUB_SIGNUP', kinds.signUp, 'invitation', 'who may make an account'),
  setting('LUBDUB_GITHUB_ID', kinds.text, '', 'sign-in with GitHub'),
  setting('LUBDUB_GITHUB_SECRET', kinds.password, '', 'sign-in with GitHub'),
  setting('LUBDUB_GITHUB_URL', kinds.httpUrl, 'https://github.com', 'a GitHub Enterprise Server'),
  setting('LUBDUB_GOOGLE_ID', kinds.text, '', 'sign-in with Google'),
  setting('LUBDUB_GOOGLE_SECRET', kinds.password, '', 'sign-in with Google'),
  setting('LUBDUB_OIDC_ISSUER', kinds.httpUrl, '', 'sign-in with OpenID Connect'),
  setting('LUBDUB_OIDC_ID', kinds.text, '', 'sign-in with OpenID Connect'),
  setting('LUBDUB_OIDC_SECRET', kinds.password, '', 'sign-in with OpenID Connect'),
  setting('LUBDUB_OIDC_NAME', kinds.text, 'OpenID Connect', 'the name of the issuer on the sign-in page'),
  setting('SMTP_URL', kinds.smtpUrl, '', 'the mail server'),
  setting('LUBDUB_MAIL_FROM', kinds.mailbox, 'Lubdub <lubdub@HOST-OF-LUBDUB_URL>', 'the sender of mails'),
  setting('LUBDUB_ALLOW_PRIVATE_WEBHOOKS', kinds.flag, '', 'webhooks to private addresses'),
  setting('LUBDUB_BEATS_PER_SECOND', kinds.number({ max: 1_000_000 }), '50', 'beats with one key'),
  setting('LUBDUB_RUNS_PER_DAY', LIMIT, '10000', 'runs of one monitor that may begin in a day'),
  setting('LUBDUB_PARTS_PER_RUN', LIMIT, '10000', 'steps and shards of one run'),
  setting(
    'LUBDUB_RECOVERY_SECONDS',
    kinds.number({ max: 3_600 }),
    '60',
    'how long after an outage late beats may arrive',
  ),
  setting('LUBDUB_LOG_LEVEL', kinds.oneOf(...LOG_LEVELS), 'info', 'how much is logged'),
  setting('LUBDUB_LOG_FORMAT', kinds.oneOf('text', 'json'), 'text', 'the format of the messages at the start'),

  ours('NEXTAUTH_URL', kinds.origin, 'read where LUBDUB_URL is not set'),
  ours('LUBDUB_WEB_PORT', kinds.number({ max: 65_535 }), 'set by the parent for ingest and web'),
  ours('LUBDUB_BEHIND_INGEST', kinds.flag, 'set by web: requests come through ingest'),
  ours('LUBDUB_DEV', kinds.flag, '`npm run dev`'),
  ours('LUBDUB_TEST_LONG', kinds.flag, 'tests in their long form'),
  ours('LUBDUB_CHROMIUM', kinds.text, 'the browser of the tests'),
  ours('LUBDUB_REPORT_FILE', kinds.text, 'where a stage of `npm test` writes its counts'),
  ours('LUBDUB_E2E_URL', kinds.text, 'the product that the browser tests run against'),
  ours('LUBDUB_E2E_PORT', kinds.text, 'its port'),
  ours('LUBDUB_KEY', kinds.text, 'an API key in the commands of the documents'),
  ours('LUBDUB_WEBHOOK_SECRET', kinds.text, 'the secret of a receiver in the documents'),
]

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

function setting(name: string, kind: Kind, fallback: string, help: string): Setting {
  return { name, kind, fallback, help }
}

function ours(name: string, kind: Kind, help: string): Setting {
  return { name, kind, fallback: '', help, isOurs: true }
}
