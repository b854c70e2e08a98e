import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findFaults, readLogSettings, readSettings } from './read-settings'
import { SETTINGS } from './table'

const KEY = `ldw_${'e2e'.repeat(10)}23`

test.each([
  ['nothing', {}],
  ['empty lines', { LUBDUB_URL: '', PORT: '', LUBDUB_GITHUB_ID: '' }],
  ['a proxy', { LUBDUB_TRUST_PROXY: 'true', LUBDUB_URL: 'https://beats.example.org/' }],
  ['another word for no', { LUBDUB_ALLOW_PRIVATE_WEBHOOKS: 'No', LUBDUB_DATABASE_ROLES: 'off' }],
  ['mail', { SMTP_URL: 'smtps://u:p%40ss@mail.example.com', LUBDUB_MAIL_FROM: 'Lubdub, at night <n@example.com>' }],
  ['a mail server on loopback', { SMTP_URL: 'smtp://127.0.0.1:2525', LUBDUB_MAIL_FROM: 'root@localhost' }],
  ['a database', { DATABASE_URL: 'postgresql://u:p@db:5432/lubdub?target_session_attrs=read-write' }],
  ['a socket', { DATABASE_URL: 'postgresql://%2Fvar%2Frun%2Fpostgresql/lubdub' }],
  ['a first key', { LUBDUB_BOOTSTRAP_API_KEY: KEY }],
  ['GitHub', { LUBDUB_GITHUB_ID: 'a', LUBDUB_GITHUB_SECRET: 'b', LUBDUB_GITHUB_URL: 'https://git.example.com' }],
  ['domains', { LUBDUB_SIGNUP: 'example.com, example.org' }],
  ['names of others', { PATH: '/bin', SMTP_PASSWORD: 'x', LUBDUBS: 'x' }],
])('%s is understood', (_what, env) => {
  expect(findFaults(env)).toEqual([])
})

test.each([
  [{ LUBDUB_TRUST_PROXIES: '1' }, 'LUBDUB_TRUST_PROXIES is not a setting of Lubdub. Did you mean LUBDUB_TRUST_PROXY?'],
  [{ LUBDUB_SMPT_URL: 'x' }, 'Did you mean SMTP_URL?'],
  [{ LUBDUB_RETENTION_DAYS: '30' }, 'Did you mean LUBDUB_BEAT_RETENTION_DAYS?'],
  [{ LUBDUB_ZZZZZZZZZZZZZZZZ: 'x' }, 'docs/self-hosting.md has them all.'],
  [{ LUBDUB_TRUST_PROXY: 'ja' }, 'LUBDUB_TRUST_PROXY must be 1, true, yes or on, or 0, false, no or off; got ja.'],
  [{ LUBDUB_URL: 'https://example.com/lubdub' }, 'a URL without a path, such as https://example.com'],
  [{ LUBDUB_URL: 'lubdub.example.com' }, 'LUBDUB_URL must be a URL with its scheme'],
  [{ LUBDUB_URL: 'localhost:4000' }, 'LUBDUB_URL must be a URL with its scheme'],
  [{ NEXTAUTH_URL: 'https://example.com/?a=1' }, 'NEXTAUTH_URL must be a URL without a path'],
  [{ LUBDUB_BEAT_RETENTION_DAYS: '1e3' }, 'must be a number between 1 and 36500; got 1e3.'],
  [{ LUBDUB_QUOTA_MONITORS: '2.5' }, 'LUBDUB_QUOTA_MONITORS must be a number between 0'],
  [{ LUBDUB_RUNS_PER_DAY: '0' }, 'LUBDUB_RUNS_PER_DAY must be a number between 1 and 1000000000; got 0.'],
  [{ LUBDUB_PARTS_PER_RUN: '0' }, 'LUBDUB_PARTS_PER_RUN must be a number between 1'],
  [{ LUBDUB_RECOVERY_SECONDS: '-1' }, 'LUBDUB_RECOVERY_SECONDS must be a number between 0 and 3600; got -1.'],
  [{ LUBDUB_OWNER_EMAIL: 'ada' }, 'LUBDUB_OWNER_EMAIL must be a mail address'],
  [{ LUBDUB_MAIL_FROM: 'Lubdub' }, 'LUBDUB_MAIL_FROM must be a mail address'],
  [{ LUBDUB_MAIL_FROM: 'Lubdub <lubdub@example.com' }, 'LUBDUB_MAIL_FROM must be a mail address'],
  [{ SMTP_URL: 'mail.example.com:587' }, 'SMTP_URL must be like smtps://'],
  [{ SMTP_URL: 'https://mail.example.com' }, 'SMTP_URL must be like smtps://'],
  [{ LUBDUB_BOOTSTRAP_API_KEY: 'foo' }, 'LUBDUB_BOOTSTRAP_API_KEY must be ldw_ and at least 32'],
  [{ LUBDUB_BOOTSTRAP_API_KEY: `ldr_${'a'.repeat(32)}` }, 'must be ldw_'],
  [{ LUBDUB_BOOTSTRAP_API_KEY: `ldw_${'a'.repeat(38)}` }, 'a key without a mistake'],
  [{ LUBDUB_SECRET: 'short' }, 'LUBDUB_SECRET must be at least 32 characters; these are 5.'],
  [{ LUBDUB_SECRET_OLD: 'a'.repeat(32) }, 'LUBDUB_SECRET_OLD is set and LUBDUB_HASH_SECRET is not.'],
  [{ LUBDUB_GITHUB_ID: 'a' }, 'Sign-in with GitHub needs LUBDUB_GITHUB_SECRET as well: only LUBDUB_GITHUB_ID is set.'],
  [{ LUBDUB_GITHUB_URL: 'https://git.example.com' }, 'needs LUBDUB_GITHUB_ID and LUBDUB_GITHUB_SECRET as well'],
  [{ LUBDUB_GOOGLE_SECRET: 'a' }, 'Sign-in with Google needs LUBDUB_GOOGLE_ID as well'],
  [{ LUBDUB_OIDC_ID: 'a', LUBDUB_OIDC_SECRET: 'b' }, 'needs LUBDUB_OIDC_ISSUER as well'],
  [{ LUBDUB_OIDC_NAME: 'Engines' }, 'Sign-in with OpenID Connect needs'],
  [{ LUBDUB_PLACE_HEADER: 'CF-IPCountry' }, 'needs LUBDUB_TRUST_PROXY as well'],
  [{ LUBDUB_PLACE_HEADER: 'CF-IPCountry', LUBDUB_TRUST_PROXY: 'no' }, 'needs LUBDUB_TRUST_PROXY as well'],
  [{ LUBDUB_URL: 'http://ada:hunter2@x' }, 'without a user and a password; got http://…@x.'],
  [{ LUBDUB_URL: 'http://ada:p/hunter2@x/y' }, 'LUBDUB_URL must be'],
  [{ DATABASE_URL: 'mysql://db/lubdub' }, 'DATABASE_URL must be like postgresql://'],
  [{ DATABASE_URL: 'postgresql://u:p@h1:5432,h2:5432/lubdub' }, 'the URL of one server'],
  [{ DATABASE_URL: 'postgresql://h1,h2/lubdub?target_session_attrs=read-write' }, 'the URL of one server'],
  [{ DATABASE_URL: 'postgresql://u:p@h1/lubdub?host=h1,h2' }, 'the URL of one server'],
  [{ DATABASE_URL: 'postgresql://h1/lubdub?target_session_attrs=standby' }, 'the URL of a primary'],
  [{ LUBDUB_DATABASE_URL_WEB: 'db' }, 'LUBDUB_DATABASE_URL_WEB must be like postgresql://'],
  [{ LUBDUB_LOG_LEVEL: 'loud' }, 'LUBDUB_LOG_LEVEL must be one of debug, info'],
  [{ LUBDUB_SIGNUP: 'everyone' }, 'LUBDUB_SIGNUP must be open, invitation or a list'],
])('%j is an error with a sentence', (env, sentence) => {
  const faults = findFaults(env)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toContain(sentence)
})

test('all errors are reported at once, one a line, without any secret', () => {
  const env = {
    PORT: '0',
    LUBDUB_URL: 'x',
    LUBDUB_HASH_SECRET: 'hunter2',
    SMTP_URL: 'hunter3',
    DATABASE_URL: 'hunter4',
  }
  expect(() => readSettings(env)).toThrow(
    /^PORT .*\nLUBDUB_URL .*\nDATABASE_URL .*\nLUBDUB_HASH_SECRET .*\nSMTP_URL .*\.$/,
  )
  expect(findFaults(env).join()).not.toContain('hunter')
})

test('settings have their types, and what is not set has its default or is null', () => {
  const env = {
    PORT: ' 80 ',
    LUBDUB_URL: 'https://lubdub.example/',
    LUBDUB_TRUST_PROXY: 'Yes',
    LUBDUB_SIGNUP: 'open',
    HOST: '',
  }
  const settings = readSettings(env)
  expect(settings).toMatchObject({
    port: 80,
    host: '127.0.0.1',
    url: 'https://lubdub.example',
    trustProxy: true,
    hasHsts: true,
    allowPrivateWebhooks: false,
    signUp: { mode: 'open' },
    smtpUrl: null,
    beatsPerSecond: 50,
  })
  expect(settings.given).toEqual({
    PORT: ' 80 ',
    LUBDUB_URL: 'https://lubdub.example/',
    LUBDUB_TRUST_PROXY: 'Yes',
    LUBDUB_SIGNUP: 'open',
  })
  expect(Object.isFrozen(settings)).toBe(true)
})

test('a process can report its faults: the level and the format of its log are read without the rest', () => {
  expect(readLogSettings({ LUBDUB_LOG_LEVEL: 'warn', PORT: 'http' })).toEqual({ logLevel: 'warn', logFormat: 'text' })
  expect(readLogSettings({ LUBDUB_LOG_LEVEL: 'loud' }).logLevel).toBe('info')
})

const OPERATORS = SETTINGS.filter(({ isOurs }) => !isOurs)

test('the example file lists every setting with its default, and nothing else', () => {
  const lines = [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z][A-Z0-9_]+)=(.*)$/gm)]
  const tests = ['TEST_DATABASE_URL', ...SETTINGS.filter(({ isOurs }) => isOurs).map(({ name }) => name)]
  expect(
    lines
      .map(([, name]) => name!)
      .filter((name) => !tests.includes(name))
      .sort(),
  ).toEqual(OPERATORS.map(({ name }) => name).sort())
  const shown = new Map(lines.map(([, name, value]) => [name!, value!]))
  // A setting without a default may have an example here.
  for (const { name, fallback } of OPERATORS.filter(({ fallback }) => !/^$|HOST-OF/.test(fallback))) {
    expect(`${name}=${shown.get(name)}`).toBe(`${name}=${fallback}`)
  }
})

test('the documents list every setting with its default, and nothing else', () => {
  const [, table = ''] =
    /\n\| variable \|[^\n]*\n\|[^\n]*\n((?:\|[^\n]*\n)+)/.exec(readFileSync('docs/self-hosting.md', 'utf8')) ?? []
  const rows = table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
  const shown = new Map<string, string>()
  for (const [, names = '', fallback = ''] of rows) {
    for (const [, name] of names.matchAll(/`([A-Z0-9_]+)`/g)) shown.set(name!, fallback.replaceAll('`', ''))
  }
  expect([...shown.keys()].sort()).toEqual(OPERATORS.map(({ name }) => name).sort())
  for (const { name, fallback } of OPERATORS.filter(({ name }) => name !== 'LUBDUB_URL')) {
    if (fallback !== '') expect(`${name}: ${shown.get(name)}`).toBe(`${name}: ${fallback}`)
  }
})

test('every variable that the program reads from its environment is in the table', () => {
  const known = SETTINGS.map(({ name }) => name)
  const read = ['app', 'bench', 'components', 'e2e', 'examples', 'lib', 'scripts', 'server'].flatMap((top) =>
    readdirSync(top, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(tsx?|mjs)$/.test(file) && !/node_modules|generated|read-settings\.test/.test(file))
      .flatMap(
        (file) => readFileSync(`${top}/${file}`, 'utf8').match(/\b(LUBDUB|NEXTAUTH|SMTP)_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [],
      ),
  )
  expect([...new Set(read)].filter((name) => !known.includes(name) && name !== 'LUBDUB_DATABASE_URL')).toEqual([])
})
